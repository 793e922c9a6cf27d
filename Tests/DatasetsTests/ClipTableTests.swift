import Datasets
import Foundation
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

    @Test func whatClipsWereTakenForGoesWithThem() throws {
        let clips = (0..<4).map {
            Clip(path: "\($0).wav", digest: "", seconds: Double($0 + 1), rate: 8000, channels: 1, label: $0 % 2)
        }
        var table = ClipTable(classes: ["a", "b"], clips: clips)
        let plain = try JSONEncoder().encode(table)
        // A table of clips that nobody has judged is written as before there were judgements, and read as it was then.
        #expect(!String(decoding: plain, as: UTF8.self).contains("judgements"))
        #expect(try JSONDecoder().decode(ClipTable.self, from: plain) == table && table.isWhole)
        table.judgements = (0..<4).map { .init("taken \($0)", confidence: Double($0) / 4) }
        #expect(try JSONDecoder().decode(ClipTable.self, from: JSONEncoder().encode(table)) == table && table.isWhole)
        func names(_ part: ClipTable) -> [String]? { part.judgements?.map(\.name) }
        #expect(names(table.selecting([3, 0])) == ["taken 3", "taken 0"])
        #expect(try names(table.filtered(by: "class", .init(isOneOf: [.word("b")]))) == ["taken 1", "taken 3"])
        #expect(try names(table.filtered(by: "seconds", .init(above: 2.5))) == ["taken 2", "taken 3"])
        #expect(names(table.among(["0", "a", "b"])) == names(table) && names(table.labelled.withMedia) == names(table))
        #expect(names(Split(table: table, sides: [.test, .train, .train, .test])[.test]) == ["taken 0", "taken 3"])
        table.judgements?.removeLast()
        #expect(!table.isWhole)
    }

    /// Whatever order a set has in this process.
    @Test func valuesHaveOneOrder() {
        let sorted = ["-1", "9", "10", "1e2", "", "5x", "B", "a", "nan"]
        for start in sorted.indices {
            #expect(ClipTable.values(in: Array(sorted[start...] + sorted[..<start])) == sorted)
        }
    }
}
