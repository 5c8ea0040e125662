using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>What clients ask of a manager itself.</summary>
internal sealed class RootObject(ManagerServer server) : HostedObject
{
    public const long Id = 0;

    public enum Member
    {
        CreateBuiltIn,
        CreateOwn,
        CreateRegistered,
        Find,
        Remove,
        Names,
        Complete,
        Statistics,
    }

    public override IThreadPoolWorkItem? Call(int member, ref PayloadReader arguments, HostedCall call)
    {
        switch ((Member)member)
        {
            case Member.CreateBuiltIn:
                CreateBuiltIn(ref arguments, call);
                return null;
            case Member.CreateOwn:
                return CreateOwn(ref arguments, call);
            case Member.CreateRegistered:
                return CreateRegistered(ref arguments, call);
            case Member.Find:
                Find(ref arguments, call);
                return null;
            case Member.Remove:
                call.Return(server.Names.Remove(arguments.ReadString() ?? ""));
                return null;
            case Member.Names:
                Return(call, server.Names.All);
                return null;
            case Member.Complete:
                if (!server.MakesAnyType)
                    throw new AioNotHostedException($"Manager '{server.Name}' is ended by its own process, not by a client.");
                _ = server.CompleteAsync();
                call.Return();
                return null;
            case Member.Statistics:
                call.Return((server.ObjectCount, server.SessionCount, server.Tickets.CountOnlyHere()));
                return null;
            default:
                throw new AioNotHostedException($"Manager '{server.Name}' has no member {member}: the client may be of another version.");
        }
    }

    private void CreateBuiltIn(ref PayloadReader arguments, HostedCall call)
    {
        string kind = arguments.ReadString() ?? "";
        string label = arguments.ReadString() ?? "";
        string? name = arguments.ReadString();
        if (name is not null && server.Names.TryGet(name, label, call.Session, out HostedEntry? known))
        {
            Return(call, known);
            return;
        }
        HostedObject made = BuiltInKinds.Make(kind, ref arguments, server);
        _ = Answer(call, server.Names.GetOrMakeAsync(name, label, call.Session, () => server.Admit(made, made, proxies: null)));
    }

    private IThreadPoolWorkItem CreateOwn(ref PayloadReader arguments, HostedCall call)
    {
        if (!server.MakesAnyType)
            throw new AioNotHostedException($"Manager '{server.Name}' makes only types that it registered, by their names. Ask for one of {List(server.Types.Keys)} by CreateAsync<TInterface>(name).");
        string? name = arguments.ReadString();
        var order = new OwnOrder(ValueCodec.Read<Type>(ref arguments), ValueCodec.Read<Type>(ref arguments), ValueCodec.Read<object?[]>(ref arguments));
        return new Work(call, () =>
        {
            AioContract contract = Contracts.OfType(order.Contract);
            return server.Names.GetOrMakeAsync(name, contract.Name, call.Session, () => server.AdmitOwn(order.Make(), contract));
        });
    }

    private IThreadPoolWorkItem CreateRegistered(ref PayloadReader arguments, HostedCall call)
    {
        string type = arguments.ReadString() ?? "";
        string? name = arguments.ReadString();
        string contract = arguments.ReadString() ?? "";
        ulong fingerprint = arguments.ReadUInt64();
        if (!server.Types.TryGetValue(type, out HostedType? known))
            throw new AioNotHostedException($"Manager '{server.Name}' has no type registered as '{type}', only {List(server.Types.Keys)}. Register it in the options of ServeAsync.");
        known.Contract.Check(contract, fingerprint, type);
        return new Work(call, () => server.Names.GetOrMakeAsync(name, known.Contract.Name, call.Session, () => server.AdmitOwn(known.Make(), known.Contract)));
    }

    private void Find(ref PayloadReader arguments, HostedCall call)
    {
        string name = arguments.ReadString() ?? "";
        string kind = arguments.ReadString() ?? "";
        if (!server.Names.TryGet(name, kind, call.Session, out HostedEntry? entry))
            throw new AioNotHostedException($"Manager '{server.Name}' has no object named '{name}', only {List(server.Names.All)}. Make it first.");
        Return(call, entry);
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Order().Select(static name => $"'{name}'")) is { Length: > 0 } list ? list : "nothing";

    private static void Return(HostedCall call, HostedEntry entry) => call.Return(entry.Id);

    private static void Return(HostedCall call, string[] names)
    {
        PayloadWriter frame = call.BeginReturn();
        frame.WriteCount(names.Length);
        foreach (string name in names)
            frame.WriteString(name);
        call.Return(frame);
    }

    private static async Task Answer(HostedCall call, ValueTask<HostedEntry> made)
    {
        try
        {
            HostedEntry entry = await made.ConfigureAwait(false);
            Return(call, entry);
        }
        catch (AioException exception)
        {
            call.Fault(exception);
        }
        catch (Exception exception)
        {
            call.FaultOfUser(exception);
        }
    }

    /// <summary>Runs code that may be the user's: constructors.</summary>
    private sealed class Work(HostedCall call, Func<ValueTask<HostedEntry>> make) : IThreadPoolWorkItem
    {
        public void Execute() => _ = Answer(call, MakeAsync());

        private async ValueTask<HostedEntry> MakeAsync() => await make().ConfigureAwait(false);
    }
}

/// <summary>A type of the program, with the arguments of its constructor.</summary>
internal sealed record OwnOrder(Type Contract, Type Implementation, object?[] Arguments)
{
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "AioManager.CreateAsync keeps the constructors of its type argument, in the same program.")]
    public object Make() => Activator.CreateInstance(Implementation, BindingFlags.DoNotWrapExceptions | BindingFlags.Public | BindingFlags.Instance, binder: null, Arguments, culture: null)!;
}
