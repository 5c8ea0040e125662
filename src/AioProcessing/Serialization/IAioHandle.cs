namespace AioProcessing.Serialization;

/// <summary>An object that crosses to another process as a reference to shared state, not as a copy.</summary>
internal interface IAioHandle
{
    /// <summary>Writes the reference, and adds to the writer a pin that keeps the shared state alive while the bytes are on their way.</summary>
    void WriteReference(PayloadWriter writer);

    /// <summary>Called on an instance whose constructor has not run: makes it the same object as the one written.</summary>
    void ReadReference(ref PayloadReader reader);

    /// <summary>After <see cref="ReadReference"/>: what stands for the reference here. Another object where a proxy has come home to what it stood for.</summary>
    object Actual => this;
}

/// <summary>Where a payload goes, for objects that stand in it differently depending on that.</summary>
internal interface IPayloadDestination
{
    /// <summary>What is written in place of <paramref name="value"/>: itself, or a handle on it.</summary>
    object Substitute(object value);
}

/// <summary>Keeps a shared object alive while a reference to it is in flight.</summary>
internal interface IPin
{
    /// <summary>What is to be kept alive by whatever carries the payload, if that keeps it (<see cref="PayloadWriter.Keeper"/>); 0 = nothing.</summary>
    ulong Carried => 0;

    /// <summary>The payload will not be read, or has been.</summary>
    void Release();

    /// <summary>The payload is with its carrier: what keeps the object alive is no longer this process's affair.</summary>
    void Sent()
    {
    }
}
