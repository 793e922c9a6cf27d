import Foundation
import Media
import Picture
import Session
import Sound
import Tensors
import Testing

@testable import Datasets

/// The stage's movies in their files.
@Suite struct StageMovieFileTests {
    private let folder: String
    private let pool = MediaPool(workers: 2)
    private let stage: Stage
    private let kinds = ["bell", "drum", "siren"]

    init() throws {
        folder = NSTemporaryDirectory() + "foley-movies-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var shares = Stage.Shares()
        (shares.silent, shares.lies) = (0.34, 0.34)
        stage = Stage(seed: 2, seconds: 0.5, pictures: .init(width: 64, height: 48, rate: 10, shares: shares))
    }

    private func make(_ kinds: [String]? = nil, clips: Int = 3, in folder: String? = nil, threads: Int = 2) throws
        -> ClipTable
    {
        try stage.table(
            kinds: kinds ?? self.kinds, clips: clips, in: folder ?? self.folder, parallel: Parallel(threads: threads),
            pool: pool)
    }

    private func bytes(_ clip: Clip) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder + "/" + clip.path)) }

    private func restore(_ table: ClipTable) throws -> Int {
        try Stage.restore(table, in: folder, parallel: Parallel(threads: 2), pool: pool) { paths in
            try paths.map { Key(digesting: try Data(contentsOf: URL(fileURLWithPath: $0))).description }
        }
    }

    private func clean() { try? FileManager.default.removeItem(atPath: folder) }

    @Test func theTableIsTrueOfTheFiles() throws {
        defer { clean() }
        let table = try make()
        #expect(table.classes == kinds && table.clips.count == 9)
        #expect(table.columns.map(\.name) == Stage.movieColumns)
        var silent = 0
        for (index, clip) in table.clips.enumerated() {
            #expect(Key(digesting: try bytes(clip)).description == clip.digest)
            #expect(clip.pictures == .init(width: 64, height: 48, rate: 10) && (clip.captions?.count ?? 0) >= 3)
            let movie = try Movie(folder + "/" + clip.path, pool: pool)
            let pictures = try #require(movie.pictures)
            #expect(pictures.width == 64 && pictures.height == 48 && pictures.rate == 10)
            #expect(try movie.frames().count == 5)
            #expect(abs(try #require(movie.duration) - 0.5) < 0.06)
            let isSilent = try table.cells(of: "sound")[index] == "missing"
            #expect((movie.sound == nil) == isSilent)
            if isSilent {
                silent += 1
                #expect(clip.rate == 0 && clip.channels == 0 && clip.seconds == 0.5)
            } else {
                let sound = try movie.sound()
                #expect(sound.rate == clip.rate && sound.channels == clip.channels)
                #expect((0...1024).contains(sound.samples - Int(clip.seconds * clip.rate)))
            }
        }
        #expect((2...4).contains(silent))
        let left = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        #expect(left.filter { $0.contains(".mp4") }.count == 9 && !left.contains { $0.hasSuffix(".part") })
    }

    @Test func threadsAndCompanyMakeNoDifference() throws {
        defer { clean() }
        let one = try make(clips: 2, in: folder + "/1", threads: 1)
        let two = try make(clips: 2, in: folder + "/2", threads: 2)
        #expect(one == two)
        let more = try make(["siren", "dog"], clips: 3)
        for clip in one.clips where one.classes[clip.label!] == "siren" {
            #expect(more.clips.first { $0.path == clip.path }?.digest == clip.digest)
        }
    }

    @Test func whatWasDeletedOrAlteredIsMadeAgain() throws {
        defer { clean() }
        let table = try make(clips: 2)
        let before = try table.clips.map(bytes)
        #expect(try restore(table) == 0)
        try FileManager.default.removeItem(atPath: folder + "/" + table.clips[0].path)
        try before[3].prefix(200).write(to: URL(fileURLWithPath: folder + "/" + table.clips[3].path))
        #expect(try restore(table) == 2)
        #expect(try table.clips.map(bytes) == before)
        // As the store keeps it.
        let again = try JSONDecoder().decode(ClipTable.self, from: JSONEncoder().encode(table))
        #expect(again == table)
        try FileManager.default.removeItem(atPath: folder + "/.foley")
        #expect(try restore(again.selecting([4])) == 1)
        #expect(try bytes(table.clips[4]) == before[4])
        var other = table
        other.clips[1].digest = String(repeating: "0", count: 64)
        #expect(throws: StageChanged(path: table.clips[1].path)) { try restore(other) }
    }

    @Test func soundsHaveAFolderOfTheirOwn() throws {
        let sounds = Stage(seed: 2, seconds: 0.5)
        #expect(sounds.folder != stage.folder && sounds.path("bell", 1).hasSuffix(".wav"))
        #expect(stage.path("bell", 1).hasSuffix("/bell/bell-0001.mp4"))
        // Stages from before there were movies.
        let old = #"{"seed":2,"seconds":0.5,"rate":22050,"version":1}"#
        #expect(try JSONDecoder().decode(Stage.self, from: Data(old.utf8)) == sounds)
        #expect(String(decoding: try JSONEncoder().encode(sounds), as: UTF8.self).contains("pictures") == false)
    }

    /// Blows that are seen (the picture lights up at once) and heard (the level leaps), each in the file that was written, fall
    /// on the same picture or its neighbour.
    @Test(arguments: 1...8) func theDrumIsSeenWhenItIsHeard(number: Int) throws {
        defer { clean() }
        let rate = 25.0
        let stage = Stage(seed: 5, seconds: 2, pictures: .init(width: 64, height: 64, rate: rate))
        let table = try stage.table(kinds: ["drum"], clips: number, in: folder, parallel: Parallel(threads: 2), pool: pool)
        let movie = try Movie(folder + "/" + table.clips[number - 1].path, pool: pool)
        let frames = try movie.frames()
        #expect(frames.count == 50)
        let light = (0..<frames.count).map { frames.mean(of: $0).reduce(0, +) }
        let leaps = zip(light, light.dropFirst()).map { max(0, $1 - $0) }
        let seen = leaps.indices.filter { leaps[$0] > 0.5 * leaps.max()! }.map { frames.times[$0 + 1] }
        let onsets = onsets(try movie.sound())
        #expect(seen.count >= 2 && onsets.count >= 2)
        for time in seen {
            // A picture is seen from its time on for a picture's length, and what happens meanwhile is in it.
            #expect(onsets.contains { $0 > time - 1 / rate && $0 < time + 2 / rate }, "seen at \(time), heard at \(onsets)")
        }
    }

    /// When the level in 5 ms is more than three times that of the 15 ms before, and not far below the loudest.
    private func onsets(_ signal: Signal) -> [Double] {
        let hop = Int(signal.rate / 200)
        let levels = signal.withChannel(0) { samples in
            stride(from: 0, to: samples.count - hop, by: hop).map { start in
                samples[start..<start + hop].reduce(0) { $0 + Double($1 * $1) }
            }
        }
        let top = levels.max() ?? 0
        return levels.indices.dropFirst(3).filter {
            levels[$0] > 0.03 * top && levels[$0] > 3 * (levels[$0 - 1] + levels[$0 - 2] + levels[$0 - 3]) / 3
        }.map { Double($0 * hop) / signal.rate }
    }
}
