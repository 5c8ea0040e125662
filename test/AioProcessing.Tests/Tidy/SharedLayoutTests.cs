using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AioProcessing.Tests.Tidy;

public sealed class SharedLayoutTests
{
    private const string Space = "AioProcessing.Core.Layout";

    private static IEnumerable<Type> LayoutTypes => typeof(AioException).Assembly.GetTypes().Where(type => type.Namespace == Space);

    [Fact]
    public void Library_SharedRecords_LieWhereTheReviewedTextSays() =>
        Baseline.AssertEqual("src/AioProcessing/Core/Layout/SharedLayout.txt", SharedLayout.Of(LayoutTypes));

    [Fact]
    public void Library_SharedRecords_HoldOnlyFixedWidthNumbers() => Exemptions.AssertClean(Rules.Layouts, SharedLayout.Check(LayoutTypes));

    [Fact]
    public void Of_PlantedRecord_TellsOffsetsSizesAndConstants()
    {
        string name = typeof(PlantedRecord).FullName!;
        Assert.Equal(
            [
                $"{name}: 64 bytes",
                "        0  State: UInt64, 8 bytes",
                "       16  Line: PlantedBits, 32 bytes",
                "       48  Doorbell: UInt32, 4 bytes",
                "    const  Version = 7",
            ],
            SharedLayout.Of([typeof(PlantedRecord)]));
    }

    [Fact]
    public void Of_PropertyWithAField_BearsThePropertysName() => Assert.Contains("        0  Bits: UInt64, 8 bytes", SharedLayout.Of([typeof(PlantedId)]));

    [Theory]
    [InlineData(typeof(PlantedBool))]
    [InlineData(typeof(PlantedReference))]
    [InlineData(typeof(PlantedPointerSized))]
    [InlineData(typeof(PlantedNestedBool))]
    public void Check_FieldOfNoFixedWidth_IsFound(Type planted) => Assert.Single(SharedLayout.Check([planted]));

    [Fact]
    public void Check_FixedWidthFields_IsAllowed() => Assert.Empty(SharedLayout.Check([typeof(PlantedRecord), typeof(PlantedBits)]));

#pragma warning disable CS0649, CS0169, IDE0044, IDE0051 // Fields that nobody sets: only their places matter here.
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct PlantedRecord
    {
        public const int Version = 7;
        [FieldOffset(48)] public uint Doorbell;
        [FieldOffset(0)] public ulong State;
        [FieldOffset(16)] public PlantedBits Line;
    }

    [InlineArray(4)]
    private struct PlantedBits
    {
        private ulong _first;
    }

    private readonly record struct PlantedId(ulong Bits);

    private struct PlantedBool
    {
        public bool Flag;
    }

    private struct PlantedReference
    {
        public string Text;
    }

    private struct PlantedPointerSized
    {
        public nint Address;
    }

    private struct PlantedNestedBool
    {
        public PlantedBool Inner;
    }
#pragma warning restore CS0649, CS0169, IDE0044, IDE0051
}
