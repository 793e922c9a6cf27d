import Testing

@testable import Tensors

@Suite struct SlicingTests {
    let time = Axis("time", unit: "s", .linear(start: 0, step: 0.5))

    @Test func aTensorIsSlicedAlongAnyAxisAndKeepsItsCoordinates() {
        let tensor = Tensor(
            [2, 3, 4], axes: [Axis("a", .labels(["x", "y"])), time, Axis("b", .values([1, 2, 4, 8]))],
            (0..<24).map(Float.init))
        #expect(tensor.slice(axis: 0, 1..<2).floats == (12..<24).map(Float.init))
        #expect(tensor.slice(axis: 1, 1..<3).floats == [4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23])
        let last = tensor.slice(axis: 2, 1..<3)
        #expect(last.floats == [1, 2, 5, 6, 9, 10, 13, 14, 17, 18, 21, 22])
        #expect(last.axes[2].coordinates == .values([2, 4]))
        #expect(tensor.slice(axis: 0, 1..<2).axes[0].coordinates == .labels(["y"]))
        #expect(tensor.slice(axis: 1, 2..<3).axes[1].coordinates == .linear(start: 1, step: 0.5))
        #expect(tensor.slice(axis: 1, 1..<1).count == 0)
    }

    @Test func positionsAreClosedBelowAndOpenAbove() throws {
        #expect(try time.indices(.positions(from: 0.5, to: 1.5), count: 10, within: 0...5) == 1..<3)
        #expect(try time.indices(.positions(from: 0.4, to: 1.6), count: 10, within: 0...5) == 1..<4)
        #expect(try time.indices(.positions(from: 0, to: 5), count: 10, within: 0...5) == 0..<10)
        let values = Axis("mel", unit: "Hz", .values([10, 20, 40]))
        #expect(try values.indices(.positions(from: 0, to: 40), count: 3, within: 0...50) == 0..<2)
        #expect(try values.indices(.positions(from: 10, to: 41), count: 3, within: 0...50) == 0..<3)
    }

    @Test func roundingErrorsOfPositionsDoNotShiftAnIndex() throws {
        let samples = Axis("time", unit: "s", .linear(start: 0, step: 1 / 22050.0))
        for sample in stride(from: 1, to: 220_500, by: 997) {
            let range = try samples.indices(
                .positions(from: Double(sample) / 22050, to: Double(sample + 100) / 22050), count: 300_000,
                within: 0...20)
            #expect(range == sample..<sample + 100)
        }
    }

    @Test func partsThatAreNotThereAreFaults() {
        func fault(_ extent: Extent) -> SelectionFault? {
            do { _ = try time.indices(extent, count: 10, within: 0...5) } catch { return error as? SelectionFault }
            return nil
        }
        #expect(
            fault(.positions(from: 1, to: 6))?.cause == "the selection 1..6 s leaves the time axis, which is 0..5 s")
        #expect(fault(.positions(from: -1, to: 2)) != nil)
        #expect(fault(.positions(from: .nan, to: 2)) != nil)
        #expect(fault(.positions(from: 0, to: .infinity)) != nil)
        #expect(fault(.positions(from: 3, to: 2)) == .empty(axis: time, from: 3, to: 2))
        #expect(fault(.positions(from: 0.1, to: 0.2)) == .empty(axis: time, from: 0.1, to: 0.2))
        #expect(
            fault(.indices(from: 0, to: 11))?.cause == "the selection 1..11 leaves the time axis, which counts 1..10")
        #expect(fault(.indices(from: Int.max, to: Int.min)) != nil)
        #expect(fault(.indices(from: 4, to: 4)) != nil)
    }

    @Test func aSelectionBesideAPartSaysWhatThePartCovers() throws {
        let part = Axis("time", unit: "s", .values([1, 1.5]))
        func cause(_ from: Double, _ to: Double, of axis: Axis, _ count: Int) -> String? {
            do {
                _ = try axis.indices(.positions(from: from, to: to), count: count, within: 0...9, covering: axis.covered(count))
            } catch {
                return (error as? SelectionFault)?.cause
            }
            return nil
        }
        #expect(cause(0, 0.5, of: part, 2) == "the selection 0..0.5 s leaves the time axis, which is 1..2 s")
        #expect(cause(3, 4, of: part, 2) == "the selection 3..4 s leaves the time axis, which is 1..2 s")
        #expect(cause(0, 10, of: part, 2) == "the selection 0..10 s leaves the time axis, which is 1..2 s")
        #expect(cause(1.1, 1.2, of: part, 2) == "nothing lies in the selection 1.1..1.2 s of the time axis")
        #expect(cause(0, 1.2, of: part, 2) == nil)
        let one = Axis("time", unit: "s", .values([1]))
        #expect(cause(0, 0.5, of: one, 1) == "the selection 0..0.5 s leaves the time axis, which has one point, 1 s")
        #expect(Axis("time", unit: "s", .linear(start: 2, step: 0.5)).covered(4) == 2...4)
        #expect(Axis("row").covered(3) == 0...3 && Axis("row").covered(0) == 0...0)
    }
}
