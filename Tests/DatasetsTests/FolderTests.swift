import Foundation
import Testing

@testable import Datasets

@Suite struct FolderTests {
    let corpus: Corpus

    init() throws { corpus = try Corpus() }

    @Test func eachSubfolderIsAClassWithAllThatLiesBelowIt() throws {
        try corpus.sound("dog/a.wav", pitch: 1)
        try corpus.sound("dog/far/below/b.WAV", pitch: 2, samples: 8000)
        try corpus.sound("cat/c.flac", pitch: 3, as: .flac16)
        try corpus.sound("cat/no ending", pitch: 4)
        let (table, notes) = try corpus.read()
        #expect(table.classes == ["cat", "dog"])
        #expect(table.clips.map(\.path) == ["set/cat/c.flac", "set/cat/no ending", "set/dog/a.wav", "set/dog/far/below/b.WAV"])
        #expect(table.labels == ["cat", "cat", "dog", "dog"])
        #expect(table.clips.map(\.seconds) == [0.5, 0.5, 0.5, 1])
        #expect(table.clips.allSatisfy { $0.rate == 8000 && $0.channels == 1 && !$0.digest.isEmpty })
        #expect(table.unreadable.isEmpty && notes.isEmpty)
    }

    @Test func whatIsNoSoundIsIgnoredAndWhatPretendsToBeOneIsListed() throws {
        let wave = try Corpus.bytes()
        try corpus.sound("dog/a.wav")
        for name in ["dog/README", "dog/notes.txt", "dog/.hidden.wav", "dog/picture.png", "LICENCE"] {
            try corpus.write("not a sound at all", name)
        }
        try corpus.write("", "dog/empty.wav")
        try corpus.write("<html>", "dog/page.wav")
        try corpus.write(Array(wave.prefix(2000)), "dog/short.wav")
        try corpus.write(Array(wave.prefix(44)), "dog/none.wav")
        try corpus.sound("loose.wav")
        let flac = try Corpus.bytes(samples: 40_000, as: .flac16)
        try corpus.write(Array(flac.prefix(flac.count / 2)), "dog/half.flac")
        try FileManager.default.createSymbolicLink(atPath: corpus.path + "/dog/gone.wav", withDestinationPath: "nowhere")
        try FileManager.default.createSymbolicLink(atPath: corpus.path + "/dog/loop", withDestinationPath: "..")
        let (table, notes) = try corpus.read()
        #expect(table.clips.map(\.path) == ["set/dog/a.wav"])
        let reasons = Dictionary(uniqueKeysWithValues: table.unreadable.map { ($0.path, $0.reason) })
        #expect(
            Set(reasons.keys) == [
                "set/dog/empty.wav", "set/dog/page.wav", "set/dog/short.wav", "set/dog/none.wav", "set/dog/half.flac",
                "set/loose.wav", "set/dog/gone.wav",
            ])
        #expect(reasons["set/dog/gone.wav"] == "it is a link to what is not there")
        #expect(reasons["set/dog/empty.wav"] == "is empty: 0 bytes")
        #expect(reasons["set/dog/page.wav"]?.contains("HTML") == true)
        #expect(reasons["set/dog/short.wav"]?.contains("cut short: 978 of 4000 samples") == true)
        #expect(reasons["set/dog/half.flac"]?.contains("cut short") == true)
        #expect(reasons["set/loose.wav"] == "it lies in no class's sub-folder")
        #expect(notes.count == 2 && notes[1].hasPrefix("7 of 8 clips of 'set' cannot be used"))
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything")) func aFileThatMayNotBeReadIsListed() throws {
        try corpus.sound("dog/a.wav")
        try corpus.sound("dog/b.wav", pitch: 2)
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: corpus.path + "/dog/b.wav")
        let table = try corpus.read().table
        #expect(table.clips.count == 1 && table.unreadable.map(\.path) == ["set/dog/b.wav"])
    }

    @Test(.enabled(if: geteuid() != 0, "root may open everything"), arguments: [0, 0o400])
    func aFolderThatMayNotBeOpenedIsListed(permissions: Int) throws {
        func permit(_ permissions: Int) throws {
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: corpus.path + "/dog")
        }
        try corpus.sound("dog/a.wav")
        try permit(permissions)
        defer { try? permit(0o700) }
        let closed = ClipTable.Unreadable(path: "set/dog", reason: "the folder may not be opened")
        #expect(corpus.fault() as? DatasetFault == .nothingUsable(name: "set", count: 1, first: closed))
        try corpus.sound("cat/b.wav", pitch: 2)
        let (table, notes) = try corpus.read()
        #expect(table.clips.map(\.path) == ["set/cat/b.wav"] && table.unreadable == [closed])
        #expect(notes.count == 1 && notes[0].hasPrefix("1 of 2 clips of 'set' cannot be used"))
    }

    /// A name that no path can spell costs its file, and a folder that points to itself nothing.
    @Test func aNameThatIsNotUTF8IsListed() throws {
        try corpus.sound("dog/a.wav")
        let bytes = try Corpus.bytes(pitch: 3)
        let names: [(String, [UInt8], String)] = [
            ("/dog/caf", [0xE9], ".wav"), ("/dog/", [0xFF, 0xFE], ""), ("/\u{E9}", [0xE9], ".txt"),
        ]
        for (start, middle, end) in names {
            let path: [UInt8] = Array((corpus.path + start).utf8) + middle + Array(end.utf8) + [0]
            let file = path.withUnsafeBufferPointer { pointer in
                pointer.withMemoryRebound(to: CChar.self) { open($0.baseAddress!, O_WRONLY | O_CREAT, 0o644) }
            }
            #expect(file >= 0 && bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) } == bytes.count)
            close(file)
        }
        #expect(symlink("self", corpus.path + "/self") == 0 && symlink(".", corpus.path + "/dog/here") == 0)
        let table = try corpus.read().table
        #expect(table.clips.map(\.path) == ["set/dog/a.wav"])
        #expect(
            table.unreadable == [
                .init(path: "set/dog/\\xFF\\xFE", reason: "its name is not UTF-8: call it otherwise"),
                .init(path: "set/dog/caf\\xE9.wav", reason: "its name is not UTF-8: call it otherwise"),
            ])
    }

    @Test func longNamesAreNames() throws {
        let name = String(repeating: "n", count: 251) + ".wav"
        try corpus.sound("\(String(repeating: "d", count: 255))/\(name)")
        try corpus.sound("cat/a.wav", pitch: 2)
        let table = try corpus.read().table
        #expect(table.classes.map(\.count) == [3, 255] && table.clips.count == 2)
    }

    @Test func soundsWithoutSubfoldersHaveNoClass() throws {
        try corpus.sound("a.wav")
        let (table, notes) = try corpus.read()
        #expect(table.classes.isEmpty && table.clips.allSatisfy { $0.label == nil } && table.clips.count == 1)
        #expect(notes.count == 1)
    }

    @Test func nothingToHearIsAFault() throws {
        #expect(corpus.fault() as? DatasetFault == .noSound(name: "set"))
        try corpus.write("hello", "dog/README")
        #expect(corpus.fault() as? DatasetFault == .noSound(name: "set"))
        try corpus.write("hello", "dog/a.txt")
        #expect(corpus.fault("dog/a.txt") as? DatasetFault == .notADataset(name: "set/dog/a.txt"))
        try corpus.write("", "dog/a.wav")
        #expect(
            corpus.fault() as? DatasetFault
                == .nothingUsable(name: "set", count: 1, first: .init(path: "set/dog/a.wav", reason: "is empty: 0 bytes")))
        #expect(corpus.fault()?.cause.contains("set/dog/a.wav: is empty") == true)
    }

    @Test func numbersAreSortedBySize() throws {
        for label in [10, 9, 1] { try corpus.sound("\(label)/a.wav", pitch: label) }
        #expect(try corpus.read().table.classes == ["1", "9", "10"])
    }
}
