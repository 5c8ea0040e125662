namespace AioProcessing;

/// <summary>Has the compiler make a proxy for this interface, in the project in which it stands.</summary>
/// <remarks>
/// It is needed where the compiler does not see a call that names the interface, such as <c>manager.CreateAsync&lt;ICounter, Counter&gt;()</c>: where the interface is only the type of an argument or a result of a member of
/// another interface, or the calls that name it stand in other projects.
/// </remarks>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class AioHostedAttribute : Attribute;
