using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace AioProcessing.Generators;

/// <summary>Why a member of an interface cannot be called in another process, and what to do instead.</summary>
internal sealed class MemberObstacle(string why, string remedy)
{
    public string Why { get; } = why;

    public string Remedy { get; } = remedy;
}

/// <summary>What a message cannot carry.</summary>
internal static class Obstacles
{
    private const int MostEventArguments = 3;

    public static MemberObstacle? Of(ISymbol symbol, IMethodSymbol method)
    {
        if (symbol is IEventSymbol raised)
            return OfEvent(raised);
        if (method.IsGenericMethod)
            return new("it is a generic method, and the manager cannot know for which types", "Declare it for the types that are meant, or make the interface generic.");
        if (method.IsInitOnly)
            return new("an init accessor belongs to making the object, which is over", "Declare a set accessor.");
        if (method.ReturnsByRef || method.ReturnsByRefReadonly)
            return new("it returns a reference into another process's memory", "Return the value.");
        if (OfType(method.ReturnType, "it returns") is { } result)
            return result;
        if (method.Parameters.Count(one => HostedMember.KindOf(one) == ParameterKind.Token) > 1)
            return new("it has several cancellation tokens, and a call has one", "Leave one.");
        return method.Parameters.Select(Of).FirstOrDefault(found => found is not null);
    }

    /// <summary>The arguments of an event that cross: a sender is the proxy, and an empty <c>EventArgs</c> is empty everywhere.</summary>
    public static IEnumerable<IParameterSymbol> CrossingArguments(IMethodSymbol handler) => handler.Parameters.Where((one, index) => !IsSender(one, index) && !IsEmptyArgs(one));

    public static bool IsSender(IParameterSymbol parameter, int index) => index == 0 && parameter.Type.SpecialType == SpecialType.System_Object;

    public static bool IsEmptyArgs(IParameterSymbol parameter) => Names.Is(parameter.Type, "System", "EventArgs");

    private static MemberObstacle? Of(IParameterSymbol parameter) => parameter.RefKind is RefKind.Ref or RefKind.Out
        ? new($"'{parameter.Name}' is a {(parameter.RefKind == RefKind.Out ? "out" : "ref")} parameter, and there is no memory in common", "Return the value, or a tuple of values.")
        : OfType(parameter.Type, $"'{parameter.Name}' is");

    private static MemberObstacle? OfType(ITypeSymbol type, string subject)
    {
        if (type is IPointerTypeSymbol or IFunctionPointerTypeSymbol)
            return new($"{subject} a pointer, and an address means nothing in another process", "Use an array, or a handle on shared memory.");
        if (type.IsRefLikeType)
            return new($"{subject} a {type.ToDisplayString()}, which lives on the stack only", "Use an array, or Memory<T>.");
        return null;
    }

    private static MemberObstacle? OfEvent(IEventSymbol raised)
    {
        if (raised.Type is not INamedTypeSymbol { DelegateInvokeMethod: { } handler })
            return new("its type is no delegate", "Use Action or EventHandler<T>.");
        if (!handler.ReturnsVoid)
            return new("its handlers return a value, and nobody waits for those of other processes", "Use a delegate that returns nothing, such as Action<T>.");
        if (CrossingArguments(handler).Count() > MostEventArguments)
            return new($"its handlers take more than {MostEventArguments} arguments", "Put them into one record.");
        return handler.Parameters.Select(Of).FirstOrDefault(found => found is not null);
    }
}
