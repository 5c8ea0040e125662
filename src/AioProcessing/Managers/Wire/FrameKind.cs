namespace AioProcessing.Managers;

/// <summary>What a client says. Each frame begins with one of these, and the number of the call that it is about.</summary>
internal enum ClientFrame : byte
{
    /// <summary>Object and member, then the arguments. Answered once, by a result, a fault or a cancellation.</summary>
    Call = 1,

    /// <summary>Nobody waits for that call any more. It is answered all the same: what came first decides.</summary>
    Cancel,

    /// <summary>An object and how many references to it this client gives back.</summary>
    Release,

    /// <summary>A reference is on its way to another process, under a ticket of this client's.</summary>
    Deposit,

    /// <summary>A reference has come here under a ticket of another client's.</summary>
    Redeem,

    /// <summary>The reference of a ticket has been read by whoever it was for, or never will be.</summary>
    Withdraw,

    /// <summary>A reader of a stream has room for so many items more.</summary>
    Credit,

    /// <summary>Whether what a held result brought has reached its caller.</summary>
    Receipt,

    /// <summary>Asks for a sign of life.</summary>
    Ping,
}

/// <summary>What a server says.</summary>
internal enum ServerFrame : byte
{
    /// <summary>The value of a call; the end of a stream.</summary>
    Result = 1,

    /// <summary>A result that goes back to where it came from unless a receipt comes.</summary>
    HeldResult,

    /// <summary>The exception of a call.</summary>
    Fault,

    /// <summary>The call was cancelled, and has done nothing.</summary>
    Canceled,

    /// <summary>An item of a stream, or an event that was subscribed to; for a subscription the first one says that it has begun.</summary>
    Item,

    /// <summary>A report of progress of a call, by the index of its argument.</summary>
    Progress,

    /// <summary>The manager ends, and why.</summary>
    Goodbye,

    /// <summary>The answer to <see cref="ClientFrame.Ping"/>.</summary>
    Pong,
}
