import Foundation
import Tensors
import Testing

@testable import Datasets

private let dataFolder = ProcessInfo.processInfo.environment["FOLEY_DATA"]

/// The data sets that come with a description of their own, without an option.
@Suite(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set"))
struct RealDataTests {
    private func read(_ name: String) throws -> (table: ClipTable, notes: [String]) {
        // The path stands for the content: hashing is the session's.
        try DatasetSource(name: name, path: #require(dataFolder) + "/" + name).read(parallel: Parallel(threads: 2)) { $0 }
    }

    @Test func esc10() throws {
        let (table, notes) = try read("esc10")
        #expect(table.clips.count == 400 && table.classes.count == 10 && table.unreadable.isEmpty && notes.isEmpty)
        #expect(table.clips[0].path == "esc10/audio/1-100032-A-0.ogg" && table.labels[0] == "dog")
        #expect(table.clips.allSatisfy { abs($0.seconds - 5) < 0.02 && $0.rate == 44_100 && $0.channels == 1 })
        for fold in 1...5 {
            let split = try Split.cut(table, by: "fold", test: .cells([.number(Double(fold))]), validate: nil, seed: 1).split
            #expect(split.count(.test) == 80 && split.count(.train) == 320)
            for label in 0..<10 { #expect(split[.test].clips.count { $0.label == label } == 8) }
        }
    }

    @Test func fsdd() throws {
        let (table, notes) = try read("fsdd")
        #expect(table.clips.count == 900 && table.classes == (0...9).map(String.init) && notes.isEmpty)
        let split = try Split.cut(table, by: "split", test: .cells([.word("test")]), validate: nil, seed: 1).split
        #expect(split.count(.train) == 600 && split.count(.test) == 300)
        let theo = try Split.cut(table, by: "speaker", test: .cells([.word("theo")]), validate: nil, seed: 1).split
        #expect(theo.count(.test) == 150)
    }

    @Test func speechMusicSilence() throws {
        let (table, notes) = try read("speech-music-silence")
        #expect(table.clips.count == 60 && table.classes == ["music", "silence", "speech"] && notes.isEmpty)
        #expect(table.clips.allSatisfy { $0.seconds == 1 && $0.rate == 8000 })
    }
}
