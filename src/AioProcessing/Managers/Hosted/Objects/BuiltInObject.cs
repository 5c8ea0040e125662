namespace AioProcessing.Managers;

/// <summary>A built-in object in its manager.</summary>
internal abstract class BuiltInObject : HostedObject
{
    protected AioNotHostedException Unknown(int member) =>
        new($"Manager '{Entry.Server.Name}' knows no member {member} of this object: it may be of another version than this client.");
}
