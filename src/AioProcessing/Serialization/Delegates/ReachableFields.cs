using System.Collections.Concurrent;
using System.Reflection;

namespace AioProcessing.Serialization;

/// <summary>The captured variables that a lambda can touch, found in its IL once per method.</summary>
/// <remarks>
/// Compiler-made code is followed: local functions and inner lambdas in the closures of the same module, and every method of a state
/// machine that the code makes. User code cannot name a closure's fields, so nothing else needs to be looked at.
/// </remarks>
internal sealed class ReachableFields
{
    public static readonly ReachableFields All = new(null);

    private const int TableMask = 0x7F000000;
    private const int FieldTable = 0x04000000;
    private const int MethodTable = 0x06000000;
    private const int MemberTable = 0x0A000000;
    private const int MethodInstanceTable = 0x2B000000;

    private static readonly ConcurrentDictionary<MethodInfo, ReachableFields> s_known = new();

    private readonly HashSet<int>? _tokens;

    private ReachableFields(HashSet<int>? tokens) => _tokens = tokens;

    public bool Contains(FieldInfo field) => _tokens is null || _tokens.Contains(field.MetadataToken);

    public static ReachableFields Of(MethodInfo method) =>
        s_known.TryGetValue(method, out ReachableFields? known) ? known : s_known.GetOrAdd(method, Scan(method));

    private static ReachableFields Scan(MethodInfo method)
    {
        if (NativeTypes.IsNative)
            return All; // No IL to look into.
        try
        {
            var scan = new Scanner(method.Module);
            scan.Visit(method);
            return scan.IsCertain ? new ReachableFields(scan.Fields) : All;
        }
        catch (Exception e) when (e is ArgumentException or TypeLoadException or FileNotFoundException or MissingMemberException or BadImageFormatException)
        {
            return All; // A token of the method cannot be resolved here. Sending too much is safe, too little is not.
        }
    }

    private sealed class Scanner(Module module)
    {
        private readonly HashSet<int> _visited = [];

        public HashSet<int> Fields { get; } = [];

        public bool IsCertain { get; private set; } = true;

        public void Visit(MethodBase method)
        {
            if (!_visited.Add(method.MetadataToken) || method.IsAbstract)
                return;
            if (Reflect.IlOf(method) is not { } il)
            {
                IsCertain = false;
                return;
            }
            Type[]? typeArguments = method.DeclaringType is { IsGenericType: true } owner ? owner.GetGenericArguments() : null;
            Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
            var reader = new IlReader(il);
            while (reader.TryReadToken(out int token))
            {
                if ((token & TableMask) is FieldTable or MethodTable or MemberTable or MethodInstanceTable)
                    Follow(Reflect.MemberAt(module, token, typeArguments, methodArguments));
            }
        }

        private void Follow(MemberInfo? member)
        {
            if (member is null || member.Module != module || member.DeclaringType is not { } owner)
                return;
            bool ownerIsMade = owner.Name.StartsWith('<');
            if (member is FieldInfo && ownerIsMade)
                Fields.Add(member.MetadataToken);
            if (ownerIsMade && !owner.Name.StartsWith("<>c", StringComparison.Ordinal))
                VisitAll(owner); // A state machine: what it does comes later, through methods that nobody names.
            else if (member is MethodBase method && (ownerIsMade || method.Name.StartsWith('<')))
                Visit(method);
        }

        private void VisitAll(Type stateMachine)
        {
            if (!_visited.Add(stateMachine.MetadataToken))
                return;
            foreach (MethodInfo method in Reflect.OwnMethods(stateMachine))
                Visit(method);
        }
    }
}
