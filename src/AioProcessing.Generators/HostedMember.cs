using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace AioProcessing.Generators;

/// <summary>What a member's call gives back, and how its caller gets it.</summary>
internal enum ResultKind
{
    Nothing,
    Value,
    Task,
    TaskOfValue,
    ValueTask,
    ValueTaskOfValue,
    Stream,
}

/// <summary>What a parameter of a hosted member is to a call.</summary>
internal enum ParameterKind
{
    Value,
    Token,
    Progress,
}

/// <summary>One thing that can be called: a method, an accessor of a property, the subscription to an event.</summary>
internal sealed class HostedMember
{
    private HostedMember(int number, ISymbol symbol, IMethodSymbol method)
    {
        Number = number;
        Symbol = symbol;
        Method = method;
        Kind = KindOf(method.ReturnType, out ITypeSymbol? value);
        ValueType = value;
        Obstacle = Obstacles.Of(symbol, method);
    }

    /// <summary>By which a message names it.</summary>
    public int Number { get; }

    /// <summary>The method, property or event, as it was declared.</summary>
    public ISymbol Symbol { get; }

    public IMethodSymbol Method { get; }

    public ResultKind Kind { get; }

    /// <summary>The type of the result, or of each item of it; null = none.</summary>
    public ITypeSymbol? ValueType { get; }

    /// <summary>Why it cannot be called, and what to do; null when it can.</summary>
    public MemberObstacle? Obstacle { get; }

    public bool IsEvent => Symbol is IEventSymbol;

    /// <summary>Disposing of a proxy gives the reference back; the object itself goes with the last one.</summary>
    public bool IsDisposal => Symbol.ContainingType.SpecialType == SpecialType.System_IDisposable || Names.Is(Symbol.ContainingType, "System", "IAsyncDisposable");

    public string Signature => $"{Number} {Method.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat)} {Method.ReturnType.ToDisplayString()}";

    /// <summary>The members of an interface and of those that it extends, in an order that only a change of them changes.</summary>
    public static IReadOnlyList<HostedMember> AllOf(INamedTypeSymbol type)
    {
        List<HostedMember> members = [];
        IEnumerable<INamedTypeSymbol> bases = type.AllInterfaces.OrderBy(one => one.ToDisplayString(), System.StringComparer.Ordinal);
        foreach (ISymbol symbol in bases.Append(type).SelectMany(one => one.GetMembers()))
        {
            if (symbol.IsStatic || !(symbol.IsAbstract || symbol.IsVirtual))
                continue;
            foreach (IMethodSymbol method in MethodsOf(symbol))
                members.Add(new HostedMember(members.Count, symbol, method));
        }
        return members;
    }

    public static ParameterKind KindOf(IParameterSymbol parameter)
    {
        if (Names.Is(parameter.Type, "System.Threading", "CancellationToken"))
            return ParameterKind.Token;
        return Names.Is(parameter.Type, "System", "IProgress") ? ParameterKind.Progress : ParameterKind.Value;
    }

    private static IEnumerable<IMethodSymbol> MethodsOf(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { MethodKind: MethodKind.Ordinary } method => [method],
        IPropertySymbol property => new[] { property.GetMethod, property.SetMethod }.OfType<IMethodSymbol>(),
        IEventSymbol { AddMethod: { } add } => [add],
        _ => [],
    };

    private static ResultKind KindOf(ITypeSymbol type, out ITypeSymbol? value)
    {
        value = (type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();
        if (type.SpecialType == SpecialType.System_Void)
            return ResultKind.Nothing;
        if (Names.Is(type, "System.Threading.Tasks", "Task"))
            return value is null ? ResultKind.Task : ResultKind.TaskOfValue;
        if (Names.Is(type, "System.Threading.Tasks", "ValueTask"))
            return value is null ? ResultKind.ValueTask : ResultKind.ValueTaskOfValue;
        if (Names.Is(type, "System.Collections.Generic", "IAsyncEnumerable"))
            return ResultKind.Stream;
        value = type;
        return ResultKind.Value;
    }
}
