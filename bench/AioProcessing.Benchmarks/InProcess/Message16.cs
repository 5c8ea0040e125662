namespace AioProcessing.Benchmarks.InProcess;

/// <summary>The small message: 16 bytes with no reference in them.</summary>
internal readonly record struct Message16(long First, long Second);
