namespace AioProcessing.Interleavings;

/// <summary>Decides what happens next, wherever more than nothing can.</summary>
internal interface IChooser
{
    /// <param name="scheduler">Whose options they are.</param>
    /// <param name="current">The actor that could simply go on; null when there is none.</param>
    /// <returns>Index into <see cref="Scheduler.Options"/>, whose first entry goes on as undisturbed as possible.</returns>
    int Choose(Scheduler scheduler, Actor? current);
}
