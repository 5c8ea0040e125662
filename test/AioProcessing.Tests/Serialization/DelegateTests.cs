using System.Linq.Expressions;
using System.Reflection.Emit;
using static AioProcessing.Tests.Serialization.Payload;

namespace AioProcessing.Tests.Serialization;

public sealed class DelegateTests
{
    [Fact]
    public void Copy_StaticMethod_CallsIt() => Assert.Equal(12, CopyDelegate<Func<int, int, int>>(Multiply)(3, 4));

    [Fact]
    public void Copy_StaticLambda_CallsIt() => Assert.Equal(9, CopyDelegate(static (int x) => x * x)(3));

    [Fact]
    public void Copy_LambdaWithoutCaptures_CallsIt() => Assert.Equal("ab", CopyDelegate((string a, string b) => a + b)("a", "b"));

    [Fact]
    public void Copy_DecodedLambdaAgain_CallsIt() => Assert.Equal(9, CopyDelegate(CopyDelegate((int x) => x * x))(3));

    [Fact]
    public void Copy_CapturingLambda_BringsTheVariables()
    {
        int number = 5;
        string text = "x";
        int[] array = [1, 2, 3];
        var list = new List<string> { "a", "b" };
        Func<string> read = () => $"{number}{text}{array.Sum()}{string.Concat(list)}";
        Assert.Equal(read(), CopyDelegate(read)());
    }

    [Fact]
    public void Copy_CapturingLambda_HasVariablesOfItsOwn()
    {
        int counter = 1;
        Func<int> next = () => ++counter;
        Func<int> copy = CopyDelegate(next);
        Assert.Equal((2, 3), (copy(), copy()));
        Assert.Equal(1, counter);
    }

    [Fact]
    public void Copy_NestedScopes_BringsOuterVariables()
    {
        int outer = 10;
        Func<int>? lambda = null;
        for (int i = 0; i < 2; i++)
        {
            int inner = i;
            lambda = () => outer * 100 + inner;
        }
        Assert.Equal(1001, CopyDelegate(lambda!)());
    }

    [Fact]
    public void Copy_LocalFunctionWithoutCaptures_CallsIt()
    {
        static int Twice(int x) => 2 * x;
        Assert.Equal(8, CopyDelegate<Func<int, int>>(Twice)(4));
    }

    [Fact]
    public void Copy_LocalFunctionWithCaptures_CallsIt()
    {
        int factor = 3;
        int Times(int x) => factor * x;
        Assert.Equal(12, CopyDelegate<Func<int, int>>(Times)(4));
    }

    [Fact]
    public void Copy_LambdaThatCallsCapturingLocalFunction_BringsItsVariables()
    {
        int factor = 3, unrelated = 7;
        int Times(int x) => factor * x;
        Func<int, int> viaLocal = x => Times(x) + 1;
        Assert.Equal(13, CopyDelegate(viaLocal)(4));
        Assert.Equal(7, unrelated);
    }

    [Fact]
    public void Copy_GenericMethod_KeepsItsArguments() => Assert.Equal("Int32 7", CopyDelegate<Func<int, string>>(NameAndValue)(7));

    [Fact]
    public void Copy_GenericMethodOverUserType_KeepsItsArguments() =>
        Assert.StartsWith("List`1", CopyDelegate<Func<List<Point>, string>>(NameAndValue)([new Point(1, 2)]), StringComparison.Ordinal);

    [Fact]
    public void Copy_LambdaInGenericMethod_KeepsItsArguments() => Assert.Equal("Int64:5", CopyDelegate(MakeLambda(5L))());

    [Fact]
    public void Copy_MethodsOfGenericClass_KeepItsArguments()
    {
        Assert.Equal("Point", CopyDelegate<Func<string>>(Box<Point>.StaticName)());
        var box = new Box<string>("content");
        Assert.Equal("content", CopyDelegate<Func<string>>(box.Get)());
        Assert.Equal("content/Byte", CopyDelegate<Func<byte, string>>(box.GetWith)(1));
        Assert.Equal("content!", CopyDelegate(box.Lambda())());
    }

    [Fact]
    public void Copy_InstanceMethodOfRecord_BringsItsState() => Assert.Equal(7, CopyDelegate<Func<int>>(new Point(3, 4).Sum)());

    [Fact]
    public void Copy_InstanceMethodOfStruct_BringsItsState() => Assert.Equal(5, CopyDelegate<Func<int>>(new Money(5).Get)());

    [Fact]
    public void Copy_InstanceMethodOfStructWithReferences_BringsItsState() =>
        Assert.Equal("n=5", CopyDelegate<Func<string>>(new Named("n", 5).Show)());

    [Fact]
    public void Copy_OverriddenMethod_CallsTheOverride()
    {
        Animal animal = new Dog();
        Assert.Equal("dog", CopyDelegate<Func<string>>(animal.Speak)());
    }

    [Fact]
    public void Copy_BaseMethodOfOverridden_CallsTheBase() => Assert.Equal("animal", CopyDelegate(new Dog().BaseSpeak())());

    [Fact]
    public async Task Copy_AsyncLambda_Runs()
    {
        int captured = 20;
        Func<int, Task<int>> add = async x =>
        {
            await Task.Yield();
            return x + captured;
        };
        Assert.Equal(22, await CopyDelegate(add)(2));
    }

    [Fact]
    public async Task Copy_AsyncLambdaWithoutCaptures_Runs()
    {
        Func<int, Task<int>> twice = async x =>
        {
            await Task.Yield();
            return x * 2;
        };
        Assert.Equal(4, await CopyDelegate(twice)(2));
    }

    [Fact]
    public void Copy_IteratorLocalFunction_BringsItsVariables()
    {
        int start = 3;
        IEnumerable<int> Count(int n)
        {
            for (int i = 0; i < n; i++)
                yield return start + i;
        }
        Func<int, int> sum = n => Count(n).Sum();
        Assert.Equal(12, CopyDelegate(sum)(3));
    }

    [Fact]
    public void Copy_ExtensionMethodBoundToItsArgument_BringsIt() => Assert.Equal("<hello>", CopyDelegate<Func<string>>("hello".Bracketed)());

    [Fact]
    public void Copy_FrameworkMethods_CallsThem()
    {
        Assert.Equal(4, CopyDelegate<Func<double, double>>(Math.Sqrt)(16));
        Assert.Equal("a-b", CopyDelegate<Func<string, string, string>>("a_b".Replace)("_", "-"));
    }

    [Fact]
    public void Copy_Multicast_KeepsAllEntriesInOrder()
    {
        var log = new List<string>();
        Action both = () => log.Add("first");
        both += () => log.Add("second");
        Action copy = CopyDelegate(both);
        copy();
        Assert.Empty(log);
        object closure = copy.GetInvocationList()[0].Target!;
        Assert.Same(closure, copy.GetInvocationList()[1].Target);
        Assert.Equal(["first", "second"], (List<string>)closure.GetType().GetFields()[0].GetValue(closure)!);
    }

    [Fact]
    public void Copy_DelegateInClosure_BringsBoth()
    {
        int factor = 4;
        Func<int, int> inner = x => x * factor;
        Func<int, int> outer = x => inner(x) + 1;
        Assert.Equal(13, CopyDelegate(outer)(3));
    }

    [Fact]
    public void Copy_RecursiveLambda_RefersToItself()
    {
        Func<int, int> factorial = null!;
        factorial = n => n < 2 ? 1 : n * factorial(n - 1);
        Assert.Equal(120, CopyDelegate(factorial)(5));
    }

    [Fact]
    public void Copy_TwoLambdasOfOneScope_ShareItsVariables()
    {
        int shared = 0, other = 5;
        (Action Set, Func<int> Get) pair = (() => shared = 42, () => shared + other);
        (Action set, Func<int> get) = Copy(pair);
        set();
        Assert.Equal(47, get());
        Assert.Equal(0, shared);
    }

    [Fact]
    public void Copy_CompiledExpression_IsRefused() => AssertRefused(Expression.Lambda<Func<int>>(Expression.Constant(1)).Compile(), "generated at run time");

    [Fact]
    public void Copy_DynamicMethod_IsRefused()
    {
        var method = new DynamicMethod("One", typeof(int), []);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
        AssertRefused(method.CreateDelegate<Func<int>>(), "generated at run time");
    }

    private static void AssertRefused(Delegate target, string reason) =>
        Assert.Contains(reason, Assert.Throws<AioSerializationException>(() => BytesOfDelegate(target)).Message, StringComparison.Ordinal);

    private static int Multiply(int a, int b) => a * b;

    private static string NameAndValue<T>(T value) => $"{typeof(T).Name} {value}";

    private static Func<string> MakeLambda<T>(T value) => () => $"{typeof(T).Name}:{value}";

    private sealed record Point(int X, int Y)
    {
        public int Sum() => X + Y;
    }

    private readonly struct Money(int amount)
    {
        private readonly int _amount = amount;

        public int Get() => _amount;
    }

    private readonly struct Named(string name, int value)
    {
        private readonly string _name = name;
        private readonly int _value = value;

        public string Show() => $"{_name}={_value}";
    }

    private class Animal
    {
        public virtual string Speak() => "animal";
    }

    private sealed class Dog : Animal
    {
        public override string Speak() => "dog";

        public Func<string> BaseSpeak() => base.Speak;
    }

    private sealed class Box<T>(T content)
    {
        public static string StaticName() => typeof(T).Name;

        public T Get() => content;

        public string GetWith<U>(U _) => $"{content}/{typeof(U).Name}";

        public Func<string> Lambda() => () => content + "!";
    }
}

internal static class StringExtensions
{
    public static string Bracketed(this string text) => $"<{text}>";
}
