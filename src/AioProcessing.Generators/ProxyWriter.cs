using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace AioProcessing.Generators;

/// <summary>Writes the members of a proxy: each one a call.</summary>
internal static class ProxyWriter
{
    private const string Indent = "            ";

    public static void Write(StringBuilder text, IReadOnlyList<HostedMember> members)
    {
        foreach (IGrouping<ISymbol, HostedMember> group in members.GroupBy(static member => member.Symbol, (IEqualityComparer<ISymbol>)SymbolEqualityComparer.Default))
        {
            text.Append('\n');
            switch (group.Key)
            {
                case IPropertySymbol property:
                    WriteProperty(text, property, group);
                    break;
                case IEventSymbol raised:
                    WriteEvent(text, raised, group.Single());
                    break;
                default:
                    WriteMethod(text, group.Single());
                    break;
            }
        }
    }

    private static void WriteMethod(StringBuilder text, HostedMember member)
    {
        IMethodSymbol method = member.Method;
        string generics = method.IsGenericMethod ? $"<{string.Join(", ", method.TypeParameters.Select(static one => one.Name))}>" : "";
        string result = (method.ReturnsByRef ? "ref " : method.ReturnsByRefReadonly ? "ref readonly " : "") + Names.Of(method.ReturnType);
        string unsafely = member.Obstacle is not null && UsesPointers(method) ? "unsafe " : "";
        text.Append($"{Indent}{unsafely}{result} {Names.Of(method.ContainingType)}.@{method.Name}{generics}({Parameters(method.Parameters)})\n{Indent}{{\n");
        WriteBody(text, member, method.Parameters, $"{Indent}    ");
        text.Append($"{Indent}}}\n");
    }

    private static void WriteProperty(StringBuilder text, IPropertySymbol property, IEnumerable<HostedMember> accessors)
    {
        string name = property.IsIndexer ? $"this[{Parameters(property.Parameters)}]" : $"@{property.Name}";
        string result = (property.ReturnsByRef ? "ref " : property.ReturnsByRefReadonly ? "ref readonly " : "") + Names.Of(property.Type);
        text.Append($"{Indent}{result} {Names.Of(property.ContainingType)}.{name}\n{Indent}{{\n");
        foreach (HostedMember accessor in accessors)
        {
            string keyword = accessor.Method.MethodKind == MethodKind.PropertyGet ? "get" : accessor.Method.IsInitOnly ? "init" : "set";
            text.Append($"{Indent}    {keyword}\n{Indent}    {{\n");
            WriteBody(text, accessor, accessor.Method.Parameters, $"{Indent}        ");
            text.Append($"{Indent}    }}\n");
        }
        text.Append($"{Indent}}}\n");
    }

    private static void WriteEvent(StringBuilder text, IEventSymbol raised, HostedMember member)
    {
        text.Append($"{Indent}event {Names.Of(raised.Type)} {Names.Of(raised.ContainingType)}.@{raised.Name}\n{Indent}{{\n");
        if (member.Obstacle is { } obstacle)
        {
            text.Append($"{Indent}    add => {Throw(raised, obstacle)};\n{Indent}    remove {{ }}\n");
        }
        else
        {
            IMethodSymbol handler = ((INamedTypeSymbol)raised.Type).DelegateInvokeMethod!;
            string values = string.Join(", ", handler.Parameters.Select(static (one, index) =>
                Obstacles.IsSender(one, index) ? "sender" : Obstacles.IsEmptyArgs(one) ? "global::System.EventArgs.Empty" : $"values.Read<{Names.Of(one.Type)}>()"));
            text.Append($"{Indent}    add => AddHandler({member.Number}, value, static (handler, sender, values) => (({Names.Of(raised.Type)})handler)({values}));\n");
            text.Append($"{Indent}    remove => RemoveHandler({member.Number}, value);\n");
        }
        text.Append($"{Indent}}}\n");
    }

    private static void WriteBody(StringBuilder text, HostedMember member, IReadOnlyList<IParameterSymbol> parameters, string indent)
    {
        if (member.IsDisposal)
        {
            text.Append($"{indent}Release(this);\n");
            if (member.Kind != ResultKind.Nothing)
                text.Append($"{indent}return default;\n");
            return;
        }
        if (member.Obstacle is { } obstacle)
        {
            text.Append($"{indent}{Throw(member.Symbol, obstacle)};\n");
            return;
        }
        string token = parameters.FirstOrDefault(static one => HostedMember.KindOf(one) == ParameterKind.Token) is { } found ? Names.Of(found) : "default";
        string writes = string.Concat(parameters.Select(Write).OfType<string>());
        if (member.Kind == ResultKind.Stream)
        {
            text.Append($"{indent}return Stream<{Names.Of(member.ValueType!)}>({member.Number}, call__ =>\n{indent}{{\n{Lines(writes, indent + "    ")}{indent}}}, {token});\n");
            return;
        }
        text.Append($"{indent}var call__ = BeginCall({member.Number});\n{Lines(writes, indent)}");
        text.Append(indent).Append(member.Kind switch
        {
            ResultKind.Nothing => $"call__.Send({token});",
            ResultKind.Value => $"return call__.Send<{Names.Of(member.ValueType!)}>({token});",
            ResultKind.Task => $"return call__.SendAsync({token}).AsTask();",
            ResultKind.TaskOfValue => $"return call__.SendAsync<{Names.Of(member.ValueType!)}>({token}).AsTask();",
            ResultKind.ValueTask => $"return call__.SendAsync({token});",
            _ => $"return call__.SendAsync<{Names.Of(member.ValueType!)}>({token});",
        }).Append('\n');
    }

    private static string? Write(IParameterSymbol parameter) => HostedMember.KindOf(parameter) switch
    {
        ParameterKind.Token => null,
        ParameterKind.Progress => $"call__.WriteProgress<{Names.Of(((INamedTypeSymbol)parameter.Type).TypeArguments[0])}>({Names.Of(parameter)});\n",
        _ => $"call__.Write<{Names.Of(parameter.Type)}>({Names.Of(parameter)}, {ContractWriter.Literal(parameter.Name)});\n",
    };

    private static string Lines(string text, string indent) => string.Concat(text.Split('\n').Where(static line => line.Length > 0).Select(line => $"{indent}{line}\n"));

    private static string Throw(ISymbol member, MemberObstacle obstacle) => $"throw new global::System.NotSupportedException({ContractWriter.Literal(
        $"{member.ToDisplayString()} cannot be called in another process: {obstacle.Why}. {obstacle.Remedy}")})";

    private static bool UsesPointers(IMethodSymbol method) =>
        method.Parameters.Select(static one => one.Type).Append(method.ReturnType).Any(static type => type is IPointerTypeSymbol or IFunctionPointerTypeSymbol);

    private static string Parameters(IReadOnlyList<IParameterSymbol> parameters) => string.Join(", ", parameters.Select(static one => one.RefKind switch
    {
        RefKind.Ref => "ref ",
        RefKind.Out => "out ",
        RefKind.In => "in ",
        RefKind.RefReadOnlyParameter => "ref readonly ",
        _ => "",
    } + $"{Names.Of(one.Type)} {Names.Of(one)}"));
}
