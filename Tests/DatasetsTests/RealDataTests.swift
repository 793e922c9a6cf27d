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
        try DatasetSource(name: name, path: #require(dataFolder) + "/" + name).read(parallel: Parallel(threads: 2), pool: pool) {
            $0
        }
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

    @Test func grid() throws {
        let (table, notes) = try read("grid-av")
        #expect(table.clips.count == 80 && table.unreadable.isEmpty && notes.isEmpty)
        #expect(table.classes == ["eight", "five", "four", "nine", "one", "seven", "six", "three", "two", "zero"])
        for label in 0..<10 { #expect(table.clips.count { $0.label == label } == 8) }
        #expect(table.clips.allSatisfy { $0.pictures == Clip.Pictures(width: 360, height: 288, rate: 25) })
        #expect(table.clips.allSatisfy { $0.rate == 44_100 && $0.channels == 1 && abs($0.seconds - 3) < 0.05 })
        // What the table calls the words is what is spoken, one after the other, within the clip.
        let own = try ["command", "colour", "preposition", "letter", "digit", "adverb"].map(table.cells)
        for (index, clip) in table.clips.enumerated() {
            let words = try #require(clip.words)
            #expect(words.map(\.text) == own.map { $0[index] } && clip.captions == [words.map(\.text).joined(separator: " ")])
            #expect(
                zip(words, words.dropFirst()).allSatisfy { $0.end <= $1.start + 1e-9 } && words.allSatisfy { $0.start < $0.end })
            #expect(words[0].start > 0 && words[5].end <= clip.seconds + 0.001)
        }
        #expect(table.clips[0].words?.first == Clip.Word("bin", start: 0.71, end: 0.9))
        let split = try Split.cut(table, by: "split", test: .cells([.word("test")]), validate: nil, seed: 1).split
        #expect(split.count(.train) == 60 && split.count(.test) == 20)
    }

    /// The same movies without their table: the words themselves give class and columns.
    @Test func gridWithoutItsTable() throws {
        let folder = try #require(dataFolder) + "/grid-av"
        let corpus = try Corpus()
        for name in ["video", "align"] {
            try FileManager.default.createSymbolicLink(atPath: corpus.path + "/" + name, withDestinationPath: folder + "/" + name)
        }
        let table = try corpus.read().table
        let told = try read("grid-av").table
        #expect(table.clips.count == 80 && table.classes == told.classes && table.unreadable.isEmpty)
        for column in ["command", "colour", "preposition", "letter", "digit", "adverb"] {
            let cells = Dictionary(
                uniqueKeysWithValues: zip(told.clips.map { $0.path.split(separator: "/").last! }, try told.cells(of: column)))
            #expect(try zip(table.clips, table.cells(of: column)).allSatisfy { cells[$0.path.split(separator: "/").last!] == $1 })
        }
    }

    @Test func msvd() throws {
        let (table, notes) = try read("msvd")
        // 11 movies and 8 files of features, of 5 videos both; sentences of 1960 videos.
        #expect(table.clips.count == 14 && table.classes.isEmpty && table.unreadable.count == 1946)
        #expect(notes.count == 1 && notes[0].hasPrefix("1946 of 1960 clips of 'msvd' cannot be used"))
        #expect(table.clips.count { $0.pictures != nil } == 11)
        #expect(table.clips.compactMap(\.features).map(\.width) == Array(repeating: 4096, count: 8))
        #expect(table.clips.count { $0.isFeaturesAlone } == 3)
        #expect(table.clips.allSatisfy { $0.rate == 0 && $0.seconds > 0 && $0.captions!.count > 5 })
        #expect(Set(try table.cells(of: "split")) == ["train", "test"])
        let index = try #require(try table.cells(of: "id").firstIndex(of: "vid98"))
        #expect(table.clips[index].path == "msvd/video/vid98_0lh_UWF9ZP4_62_69.mp4" && table.clips[index].pictures?.width == 240)
        #expect(try table.cells(of: "features")[index] == "msvd/features/vid98_0lh_UWF9ZP4_62_69.npy")
        #expect(try table.cells(of: "source")[index] == "0lh_UWF9ZP4" && table.cells(of: "start")[index] == "62")
        let whole = try String(contentsOfFile: #require(dataFolder) + "/msvd/captions_train.txt", encoding: .utf8)
        let own = whole.split(separator: "\n").filter { $0.hasPrefix("vid98\t") }.map { String($0.dropFirst(6)) }
        #expect(table.clips[index].captions == own && own.count > 10)
    }

    /// Sounds under the ids of AudioSet's own list, of which the rest are missing.
    @Test func audioset() throws {
        let folder = try #require(dataFolder) + "/audioset"
        let corpus = try Corpus()
        for name in ["balanced_train_segments.csv", "class_labels_indices.csv", "ontology.json", "R9_ZSCveAHg_7s.flac"] {
            try FileManager.default.createSymbolicLink(atPath: corpus.path + "/" + name, withDestinationPath: folder + "/" + name)
        }
        let (missing, notes) = try corpus.read()
        #expect(missing.clips.isEmpty && missing.unreadable.count == 22_160)
        #expect(notes.count == 1 && notes[0].hasPrefix("none of the 22160 clips that 'set' speaks of is here"))
        try corpus.sound("--PJHxphWEs_30.wav", pitch: 1)
        try corpus.sound("Y--aE2O5G5WE.wav", pitch: 2)
        let table = try corpus.read().table
        #expect(table.clips.count == 2 && table.unreadable.count == 22_158)
        #expect(table.labels.map { Set($0.split(separator: "; ")) } == [["Speech", "Gush"], ["Goat", "Music", "Speech"]])
        #expect(table.unreadable[0] == .init(path: "--ZhevVpy1s", reason: "no file of it is here (50 to 60 s)"))
        #expect(try corpus.read("", DatasetChoices(level: 1)).table.classes.count >= 2)
        // Every name of the index is one of the ontology, and every class lies below one of its seven tops.
        let classes = try corpus.read("", DatasetChoices(level: 1)).table.classes
        #expect(
            Set(classes).isSubset(of: [
                "Human sounds", "Animal", "Music", "Natural sounds", "Sounds of things", "Source-ambiguous sounds",
                "Channel, environment and background",
            ]))
    }

    /// Every file of the collection is a clip, or has its reason.
    @Test func mediaOfAllKinds() throws {
        let folder = try #require(dataFolder)
        let source = DatasetSource(name: "media", path: folder + "/media")
        let table = try source.read(DatasetChoices(label: "container"), parallel: Parallel(threads: 2), pool: pool) { $0 }.table
        let paths = table.clips.map(\.path) + table.unreadable.map(\.path)
        #expect(paths.count == 71 && Set(paths).count == 71 && paths.allSatisfy { $0.hasPrefix("media/") })
        #expect(table.unreadable.allSatisfy { !$0.reason.isEmpty && !$0.reason.contains("\n") })
        #expect(table.clips.allSatisfy { $0.seconds > 0 && ($0.pictures != nil || $0.rate > 0) })
        func clip(_ name: String) throws -> Clip { try #require(table.clips.first { $0.path.hasSuffix(name) }, "\(name)") }
        // The header tells no length; a film on its side; a sound in a movie's file, and one that libsndfile cannot read.
        #expect(try abs(clip("moviepy-no_duration.webm").seconds - 4.94) < 0.02)
        #expect(try clip("decord-video_90.mov").pictures == Clip.Pictures(width: 320, height: 568, rate: 30))
        #expect(try clip("pydub-test5.webm").pictures == nil && clip("pydub-test5.webm").channels == 2)
        #expect(try clip("pydub-format_test.m4a").rate == 44_100 && abs(clip("pydub-format_test.m4a").seconds - 9.66) < 0.05)
        for name in ["truncated_no_moov.mp4", "zero_bytes.mp4", "plain_text.wav", "small-FlashVideo.flv", "small-Mpeg4.mp4"] {
            #expect(table.unreadable.contains { $0.path.hasSuffix(name) }, "\(name)")
        }
    }
}
