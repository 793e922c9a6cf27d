import Foundation
import Session
import Sound
import Tensors
import Testing

@testable import Datasets

@Suite struct StageFilesTests {
    private let folder: String
    private let stage = Stage(seed: 2, seconds: 0.3)
    private let kinds = ["bell", "dog", "rain"]

    init() throws {
        folder = NSTemporaryDirectory() + "foley-stage-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func make(
        _ kinds: [String]? = nil, clips: Int = 3, in folder: String? = nil, threads: Int = 2
    ) throws -> ClipTable {
        try stage.table(
            kinds: kinds ?? self.kinds, clips: clips, in: folder ?? self.folder, parallel: Parallel(threads: threads))
    }

    private func bytes(_ clip: Clip) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder + "/" + clip.path)) }

    private func inode(_ clip: Clip) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: folder + "/" + clip.path)[.systemFileNumber] as? Int)
    }

    private func digests(_ paths: [String]) throws -> [String] {
        try paths.map { Key(digesting: try Data(contentsOf: URL(fileURLWithPath: $0))).description }
    }

    private func restore(_ table: ClipTable) throws -> Int {
        try Stage.restore(table, in: folder, parallel: Parallel(threads: 2), digests: digests)
    }

    private func clean() { try? FileManager.default.removeItem(atPath: folder) }

    @Test func theTableIsTrueOfTheFiles() throws {
        defer { clean() }
        let table = try make()
        #expect(table.classes == kinds)
        #expect(table.clips.map(\.label) == [0, 0, 0, 1, 1, 1, 2, 2, 2])
        #expect(table.columns.map(\.name) == ["seed", "snr", "room", "other"])
        for clip in table.clips {
            #expect(clip.path.hasPrefix(stage.folder + "/" + table.classes[clip.label!] + "/"))
            let info = try SoundFile.measure(folder + "/" + clip.path)
            #expect(info.format.contains("WAV") && info.format.contains("16 bit"))
            #expect((info.rate, info.channels) == (clip.rate, clip.channels))
            #expect(Double(try #require(info.samples)) / info.rate == clip.seconds)
            #expect(Key(digesting: try bytes(clip)).description == clip.digest)
        }
        let left = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        #expect(!left.contains { $0.hasSuffix(".part") })
    }

    @Test func threadsMakeNoDifference() throws {
        defer { clean() }
        let tables = try [1, 2, 16].map { try make(in: folder + "/\($0)", threads: $0) }
        #expect(tables[0] == tables[1])
        #expect(tables[0] == tables[2])
    }

    @Test func aClipDependsOnNeitherCountNorCompany() throws {
        defer { clean() }
        let few = try make(clips: 2)
        let stamps = try few.clips.map(inode)
        let more = try make(["rain", "bell", "dog", "clock"], clips: 5)
        for clip in few.clips {
            let kind = few.classes[clip.label!]
            let same = try #require(more.clips.first { $0.path == clip.path })
            #expect(same.digest == clip.digest)
            #expect(more.classes[same.label!] == kind)
        }
        // What was right was not written again.
        #expect(try few.clips.map(inode) == stamps)
    }

    @Test func whatWasDeletedOrAlteredIsMadeAgain() throws {
        defer { clean() }
        let table = try make()
        let before = try table.clips.map(bytes)
        #expect(try restore(table) == 0)
        try FileManager.default.removeItem(atPath: folder + "/" + table.clips[0].path)
        var altered = before[4]
        altered[100] ^= 1
        try altered.write(to: URL(fileURLWithPath: folder + "/" + table.clips[4].path))
        try before[8].prefix(50).write(to: URL(fileURLWithPath: folder + "/" + table.clips[8].path))
        #expect(try restore(table) == 3)
        #expect(try table.clips.map(bytes) == before)
        try FileManager.default.removeItem(atPath: folder + "/.foley")
        let part = table.selecting([7, 2])
        #expect(try restore(part) == 2)
        #expect(try part.clips.map(bytes) == [before[7], before[2]])
        // Making the table again mends it too.
        #expect(try make() == table)
        #expect(try table.clips.map(bytes) == before)
    }

    @Test func anotherStagesClipsAreNotPassedOffAsTheSame() throws {
        defer { clean() }
        var table = try make()
        table.clips[1].digest = String(repeating: "0", count: 64)
        #expect(throws: StageChanged(path: table.clips[1].path)) { try restore(table) }
    }

    @Test func tablesOfOtherFilesAreLeftAlone() throws {
        defer { clean() }
        let clip = Clip(path: "gone.wav", digest: "", seconds: 1, rate: 8000, channels: 1, label: 0)
        #expect(try restore(ClipTable(classes: ["a"], clips: [clip])) == 0)
    }

    @Test func theMarkOfTheStageOutlastsTheStore() throws {
        defer { clean() }
        let table = try make(clips: 1)
        let again = try JSONDecoder().decode(ClipTable.self, from: JSONEncoder().encode(table))
        #expect(again == table)
        #expect(again.stage == stage)
        // Tables from before there was a stage.
        let old = #"{"classes":["a"],"clips":[],"columns":[],"unreadable":[]}"#
        #expect(try JSONDecoder().decode(ClipTable.self, from: Data(old.utf8)).stage == nil)
    }

    @Test func aFileInTheWayIsNamed() throws {
        defer { clean() }
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/.foley"))
        #expect(throws: FileFault.self) { try make() }
    }
}
