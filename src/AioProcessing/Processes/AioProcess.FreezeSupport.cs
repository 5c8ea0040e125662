using AioProcessing.Bootstrap;

namespace AioProcessing;

// For programs whose children cannot be taken over from outside.
public partial class AioProcess
{
    /// <summary>
    /// To be the first statement of <c>Main</c> in programs that switch start-up hooks off, such as trimmed ones without the package's build settings. In a child it runs the
    /// child's target and ends the process; in every other process it returns at once.
    /// </summary>
    /// <remarks>
    /// Other programs need it not, and lose nothing by it. What stands before it in <c>Main</c>, and static constructors that <c>Main</c> sets off, runs in each child. Python's
    /// counterpart is <c>multiprocessing.freeze_support()</c>.
    /// </remarks>
    public static void FreezeSupport()
    {
        // First, because what follows may be a child's whole life, in which it starts children of its own.
        ThisProcess.MainAdmitsChildren = true;
        ProgramDoor.EnterIfChild();
    }
}
