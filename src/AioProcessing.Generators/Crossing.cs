using System;
using System.Collections.Generic;
using System.Linq;
using AioProcessing.Serialization;
using Microsoft.CodeAnalysis;

namespace AioProcessing.Generators;

/// <summary>Whether values of a type can cross, as far as the type tells. In doubt they can: the library looks at the values themselves.</summary>
internal static class Crossing
{
    private const int DeepestField = 8;

    /// <summary>What stands in the way of a value called <paramref name="path"/>; null when nothing is known to.</summary>
    public static Blocked? Find(ITypeSymbol type, string path) => Find(type, path, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default), 0);

    private static Blocked? Find(ITypeSymbol type, string path, HashSet<ITypeSymbol> seen, int depth)
    {
        if (depth > DeepestField || !seen.Add(type))
            return null;
        switch (type)
        {
            case IPointerTypeSymbol or IFunctionPointerTypeSymbol:
                return new Blocked(path, type, KnownObstacles.Of("System", "IntPtr")!);
            case IArrayTypeSymbol array:
                return Find(array.ElementType, path + "[]", seen, depth + 1);
            case INamedTypeSymbol named when named.TypeKind is TypeKind.Class or TypeKind.Struct:
                return FindNamed(named, path, seen, depth);
            default:
                return null;
        }
    }

    private static Blocked? FindNamed(INamedTypeSymbol type, string path, HashSet<ITypeSymbol> seen, int depth)
    {
        if (type.ContainingAssembly?.Name == "AioProcessing" || Is(type, "Type"))
            return null; // Ours are the same object over there, and a Type names itself.
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (KnownObstacles.Of(at.ContainingNamespace?.ToDisplayString(), at.MetadataName) is { } obstacle)
                return new Blocked(path, type, obstacle);
        }
        if (Is(type, "Exception"))
            return null; // What of an exception cannot cross is left out.
        if (IsOfFramework(type))
            return FindItem(type, path, seen, depth);
        return Fields(type).Select(field => Find(field.Type, $"{path}.{NameOf(field)}", seen, depth + 1)).FirstOrDefault(found => found is not null);
    }

    // Collections and tuples hold what they are made of.
    private static Blocked? FindItem(INamedTypeSymbol type, string path, HashSet<ITypeSymbol> seen, int depth)
    {
        bool isCollection = type.IsTupleType || type.ContainingNamespace.ToDisplayString().StartsWith("System.Collections.", StringComparison.Ordinal);
        return isCollection
            ? type.TypeArguments.Select(item => Find(item, path + "[]", seen, depth + 1)).FirstOrDefault(found => found is not null)
            : null;
    }

    private static IEnumerable<IFieldSymbol> Fields(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null && !IsOfFramework(at); at = at.BaseType)
        {
            foreach (IFieldSymbol field in at.GetMembers().OfType<IFieldSymbol>())
            {
                if (!field.IsStatic && !field.IsConst && !StaysBehind(field))
                    yield return field;
            }
        }
    }

    private static bool StaysBehind(IFieldSymbol field) => field.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "NonSerializedAttribute");

    private static string NameOf(IFieldSymbol field) => field.AssociatedSymbol?.Name ?? field.Name;

    private static bool Is(INamedTypeSymbol type, string systemClass)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (at.Name == systemClass && at.ContainingNamespace?.Name == "System")
                return true;
        }
        return false;
    }

    private static bool IsOfFramework(INamedTypeSymbol type)
    {
        if (type.ContainingAssembly?.Identity.PublicKeyToken is not { IsDefaultOrEmpty: false } token)
            return false;
        string text = string.Concat(token.Select(part => part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
        return Array.IndexOf(FrameworkKeys.Tokens, text) >= 0;
    }
}

/// <summary>What cannot cross, and why.</summary>
internal sealed class Blocked(string path, ITypeSymbol type, Obstacle obstacle)
{
    /// <summary>From the variable to the member at fault.</summary>
    public string Path { get; } = path;

    public ITypeSymbol Type { get; } = type;

    public Obstacle Obstacle { get; } = obstacle;
}
