using System.Diagnostics.CodeAnalysis;
using static AioProcessing.Tests.Serialization.Payload;

namespace AioProcessing.Tests.Serialization;

public sealed class UserTypeTests
{
    [Fact]
    public void Copy_Record_IsEqual()
    {
        var order = new Order(7, "bolts", new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc), [1, 2, 3], DayOfWeek.Friday, 12.5m);
        Order copy = Copy(order);
        Assert.Equal(order with { Parts = copy.Parts }, copy);
        Assert.Equal(order.Parts, copy.Parts);
        Assert.NotSame(order, copy);
    }

    [Fact]
    public void Copy_RecordStruct_IsEqual() => Assert.Equal(new Size("cm", 2.5), Copy(new Size("cm", 2.5)));

    [Fact]
    public void Copy_InitAndRequiredAndGetOnlyProperties_AreKept()
    {
        Person copy = Copy(new Person("secret") { Name = "Ada", Age = 36 });
        Assert.Equal(("Ada", 36, "secret", 6), (copy.Name, copy.Age, copy.Secret, copy.Length));
    }

    [Fact]
    public void Copy_PrivateConstructorAndReadOnlyState_AreKept() => Assert.Equal("state 42", Copy(Hidden.Make(42)).Show());

    [Fact]
    public void Copy_ConstructorThatThrows_DoesNotRun() => Assert.Equal(3, Copy(Picky.Trusted(3)).Value);

    [Fact]
    public void Copy_PrivateFieldsOfBaseClasses_AreKept()
    {
        var derived = new Derived();
        derived.SetAll(1, 2);
        Assert.Equal((1, 2), Copy(derived).Both());
        Assert.Equal((1, 2), ((Derived)Copy<Base>(derived)).Both());
    }

    [Fact]
    public void Copy_AnonymousType_IsEqual()
    {
        var anonymous = new { Name = "a", Count = 2 };
        Assert.Equal(anonymous, Copy(anonymous));
        Assert.Equal<object>(anonymous, Copy<object>(anonymous));
    }

    [Fact]
    public void Copy_Tuples_AreEqual()
    {
        Assert.Equal((1, "a"), Copy((1, "a")));
        Assert.Equal(Tuple.Create(1, "a", 2.5), Copy(Tuple.Create(1, "a", 2.5)));
        Assert.Equal((1, 2, 3, 4, 5, 6, 7, "8", 9), Copy((1, 2, 3, 4, 5, 6, 7, "8", 9)));
        Assert.Equal(KeyValuePair.Create("k", new[] { 1 }).Value, Copy(KeyValuePair.Create("k", new[] { 1 })).Value);
    }

    [Fact]
    public void Copy_GenericClass_KeepsItsArguments() => Assert.Equal(new Pair<string, List<int>>("a", []).Second, Copy<object>(new Pair<string, List<int>>("a", [])) is Pair<string, List<int>> pair ? pair.Second : null);

    [Fact]
    public void Copy_DerivedInBaseInterfaceAndObjectSlots_KeepsItsType()
    {
        var holder = new Holder(new Circle(2), new Square(3), new Circle(4), [new Circle(1), new Square(1)]);
        Holder copy = Copy(holder);
        Assert.Equal((holder.Base, holder.Interface, holder.Any), (copy.Base, copy.Interface, copy.Any));
        Assert.Equal(holder.Shapes, copy.Shapes);
    }

    [Fact]
    public void Copy_SealedSlots_CarryNoTypeNames()
    {
        byte[] bytes = BytesOf(new Pair<Size, Person>(new Size("cm", 1), new Person("s") { Name = "n", Age = 1 }));
        Assert.DoesNotContain("AioProcessing", System.Text.Encoding.Unicode.GetString(bytes), StringComparison.Ordinal);
        Assert.InRange(bytes.Length, 20, 40);
    }

    [Fact]
    public void Copy_NonSerializedField_StaysBehind()
    {
        Cached copy = Copy(new Cached { Key = "k", Cache = new MemoryStream() });
        Assert.Equal("k", copy.Key);
        Assert.Null(copy.Cache);
    }

    [Fact]
    public void Copy_EmptyClassAndPlainObject_AreNew()
    {
        Assert.NotNull(Copy(new Empty()));
        Assert.Equal(typeof(object), Copy(new object()).GetType());
    }

    [Fact]
    public void Copy_StructWithReferencesInAnObjectSlot_IsEqual() => Assert.Equal<object>(new Size("mm", 1), Copy<object>(new Size("mm", 1)));

    [Fact]
    public void Copy_DelegateField_ComesAlong()
    {
        int factor = 3;
        Assert.Equal(12, Copy(new Step("times", x => x * factor)).Run(4));
    }

    [Fact]
    public void Copy_ClassDerivedFromStatelessFrameworkClass_Works() => Assert.Equal(5, Copy(new NumberEventArgs(5)).Number);

    [Fact]
    public void Copy_NullOfTypeThatCannotCross_Works() => Assert.Null(Copy(new WithClient("n", null)).Client);

    private sealed record Order(int Id, string Name, DateTime When, List<int> Parts, DayOfWeek Day, decimal? Price);

    private readonly record struct Size(string Unit, double Value);

    private sealed class Person(string secret)
    {
        public required string Name { get; init; }

        public int Age { get; set; }

        public string Secret { get; } = secret;

        public int Length => Secret.Length;
    }

    private sealed class Hidden
    {
        private readonly int _state;

        private Hidden(int state) => _state = state;

        public static Hidden Make(int state) => new(state);

        public string Show() => $"state {_state}";
    }

    private sealed class Picky
    {
        private static bool s_trusts;

        public Picky(int value) => Value = s_trusts ? value : throw new InvalidOperationException("Not from outside.");

        public int Value { get; }

        public static Picky Trusted(int value)
        {
            s_trusts = true;
            try
            {
                return new Picky(value);
            }
            finally
            {
                s_trusts = false;
            }
        }
    }

    [SuppressMessage("Style", "IDE0032", Justification = "Two private fields of one name are the point.")]
    private class Base
    {
        private int _value;

        protected int BaseValue
        {
            get => _value;
            set => _value = value;
        }
    }

    private sealed class Derived : Base
    {
        private int _value;

        public void SetAll(int baseValue, int value) => (BaseValue, _value) = (baseValue, value);

        public (int, int) Both() => (BaseValue, _value);
    }

    private sealed record Pair<T, U>(T First, U Second);

    private interface IShape;

    private abstract record Figure : IShape;

    private sealed record Circle(double Radius) : Figure;

    private sealed record Square(double Side) : Figure;

    private sealed record Holder(Figure Base, IShape Interface, object Any, Figure[] Shapes);

    private sealed class Cached
    {
        [NonSerialized] public Stream? Cache;

        public string? Key;
    }

    private sealed class Empty;

    private sealed record Step(string Name, Func<int, int> Run);

    private sealed class NumberEventArgs(int number) : EventArgs
    {
        public int Number { get; } = number;
    }

    private sealed record WithClient(string Name, HttpClient? Client);
}
