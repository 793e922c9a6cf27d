import Datasets
import Testing

@Suite struct ClipTableTests {
    @Test func aSelectionKeepsClassesAndColumns() {
        let clips = (0..<4).map {
            Clip(path: "\($0).wav", digest: "", seconds: 1, rate: 8000, channels: 1, label: $0 % 2)
        }
        let table = ClipTable(classes: ["a", "b"], clips: clips, columns: [.init("fold", ["1", "2", "3", "4"])])
        let part = table.selecting([3, 0])
        #expect(part.clips.map(\.path) == ["3.wav", "0.wav"])
        #expect(part.classes == ["a", "b"])
        #expect(part.columns == [.init("fold", ["4", "1"])])
    }

    /// Whatever order a set has in this process.
    @Test func valuesHaveOneOrder() {
        let sorted = ["-1", "9", "10", "1e2", "", "5x", "B", "a", "nan"]
        for start in sorted.indices {
            #expect(ClipTable.values(in: Array(sorted[start...] + sorted[..<start])) == sorted)
        }
    }
}
