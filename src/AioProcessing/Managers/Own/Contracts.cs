using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace AioProcessing.Managers;

/// <summary>The contracts that this process knows: each was registered by the initialiser of the module for which the compiler made it.</summary>
internal static class Contracts
{
    private static readonly ConcurrentDictionary<Type, AioContract> s_byType = new();

    public static void Register<TInterface>(AioContract<TInterface> contract)
        where TInterface : class
    {
        ContractOf<TInterface>.Value ??= contract;
        s_byType[contract.GetType()] = contract;
    }

    /// <exception cref="NotSupportedException">The compiler made none.</exception>
    public static AioContract Get<TInterface>()
        where TInterface : class =>
        ContractOf<TInterface>.Value ?? throw new NotSupportedException(
            $"There is no proxy for {typeof(TInterface)}. The compiler makes one where the interface is marked [AioHosted], or is the type argument of a call such as CreateAsync; "
            + "see its warnings, and use the package's analyzers in the project that makes the call.");

    /// <summary>The contract of a class that another process of this program named.</summary>
    public static AioContract OfType(Type contract)
    {
        if (!s_byType.TryGetValue(contract, out AioContract? known))
        {
            RuntimeHelpers.RunModuleConstructor(contract.Module.ModuleHandle);
            known = s_byType.GetValueOrDefault(contract);
        }
        return known ?? throw new NotSupportedException($"{contract} is not known in this process.");
    }
}

/// <summary>The contract of an interface, found without a search.</summary>
internal static class ContractOf<TInterface>
{
    public static AioContract? Value { get; set; }
}
