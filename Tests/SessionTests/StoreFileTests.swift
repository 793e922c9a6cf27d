import Foundation
import GRDB
import Tensors
import Testing

@testable import Session

struct StoreFileTests {
    private let scratch: Scratch
    private let store: Store

    init() throws {
        scratch = try Scratch()
        store = try scratch.open()
    }

    private func remembered() throws -> Int {
        try store.reading { try Int.fetchOne($0, sql: "SELECT count(*) FROM file") ?? 0 }
    }

    private func digest(_ name: String) throws -> Key { try store.digest(ofFile: scratch.path + "/" + name) }

    @Test("the digest of a file is the SHA-256 of its content")
    func digest() throws {
        try scratch.write("a", "abc")
        #expect(try digest("a").description == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        try scratch.write("empty", "")
        #expect(try digest("empty").description == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        let long = String(repeating: "0123456789abcdef", count: 200_000)
        try scratch.write("long", long)
        #expect(try digest("long") == Key(digesting: long.utf8))
    }

    @Test("what is only to be looked up is not read")
    func onlyKnown() throws {
        try scratch.write("set/a", "abc")
        #expect(throws: NotHashedYet.self) { try store.digest(ofFile: scratch.path + "/set/a", onlyKnown: true) }
        #expect(throws: NotHashedYet.self) { try store.digest(ofFolder: scratch.path + "/set", onlyKnown: true) }
        usleep(2_100_000)
        let digest = try store.digest(ofFolder: scratch.path + "/set")
        #expect(try store.digest(ofFolder: scratch.path + "/set", onlyKnown: true) == digest)
        #expect(try store.digest(ofFile: scratch.path + "/set/a", onlyKnown: true) == Key(digesting: "abc".utf8))
    }

    @Test(
        "a file that was changed just now is hashed again; one at rest is remembered, until anything about it changes")
    func cache() throws {
        try scratch.write("a", "abc")
        #expect(try digest("a") == Key(digesting: "abc".utf8))
        #expect(try remembered() == 0)
        usleep(2_100_000)
        #expect(try digest("a") == Key(digesting: "abc".utf8))
        #expect(try remembered() == 1)
        // The proof that it is the cache which answers: it says what was put there.
        let other = Key(digesting: "planted".utf8)
        try store.writing { try $0.execute(sql: "UPDATE file SET digest = ?", arguments: [other.description]) }
        #expect(try digest("a") == other)

        // The same size and the same time of modification: the time of change tells.
        let path = scratch.path + "/a"
        let modified = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.write(contentsOf: Data("xyz".utf8))
        try handle.close()
        try FileManager.default.setAttributes([.modificationDate: try #require(modified)], ofItemAtPath: path)
        #expect(try digest("a") == Key(digesting: "xyz".utf8))
    }

    @Test("a missing file, a folder and a pipe are faults that name them")
    func unreadable() throws {
        #expect(mkfifo(scratch.path + "/pipe", 0o600) == 0)
        for name in ["none", "pipe", "."] {
            let fault = #expect(throws: FileFault.self) { try digest(name) }
            #expect(fault?.cause.contains(scratch.path + "/" + name) == true)
        }
    }

    @Test("the digest of a folder follows names and contents and nothing else")
    func folder() throws {
        func folder() throws -> Key { try store.digest(ofFolder: scratch.path + "/set") }
        try scratch.write("set/b/dog.wav", "bark")
        try scratch.write("set/a.wav", "meow")
        let first = try folder()
        let lines = "a.wav\0\(Key(digesting: "meow".utf8))\nb/dog.wav\0\(Key(digesting: "bark".utf8))\n"
        #expect(first == Key(digesting: lines.utf8))
        try scratch.write("set/.hidden", "x")
        #expect(mkfifo(scratch.path + "/set/pipe", 0o600) == 0)
        #expect(symlink("..", scratch.path + "/set/b/loop") == 0)
        #expect(try folder() == first)
        #expect(rename(scratch.path + "/set/a.wav", scratch.path + "/set/c.wav") == 0)
        #expect(try folder() != first)
        #expect(rename(scratch.path + "/set/c.wav", scratch.path + "/set/a.wav") == 0)
        #expect(try folder() == first)
        try scratch.write("set/a.wav", "purr")
        #expect(try folder() != first)
        #expect(throws: FileFault.self) { try store.digest(ofFolder: scratch.path + "/none") }
    }

    @Test("a folder at rest is remembered in one row; what does not count changes nothing, a file that is gone does")
    func folderAtRest() throws {
        func folder() throws -> Key { try store.digest(ofFolder: scratch.path + "/set") { $0.hasSuffix(".wav") } }
        for number in 0..<20 { try scratch.write("set/\(number).wav", "bark \(number)") }
        try scratch.write("set/README", "x")
        usleep(2_100_000)
        let first = try folder()
        #expect(try remembered() == 21)
        #expect(symlink("nowhere", scratch.path + "/set/dangling.txt") == 0)
        try scratch.write("set/README", "y")
        #expect(try folder() == first)
        // What is listed as missing counts.
        #expect(symlink("nowhere", scratch.path + "/set/dangling.wav") == 0)
        #expect(try folder() != first)
        #expect(unlink(scratch.path + "/set/dangling.wav") == 0)
        #expect(try folder() == first)
        // The row alone answers: with another digest in it, that one is given.
        let other = Key(digesting: "other".utf8)
        try store.writing {
            try $0.execute(
                sql: "UPDATE file SET digest = ? WHERE digest = ?", arguments: [other.description, first.description])
        }
        #expect(try folder() == other)
        #expect(unlink(scratch.path + "/set/3.wav") == 0)
        let less = try folder()
        #expect(less != first && less != other)
        try scratch.write("set/3.wav", "bark 3")
        #expect(try folder() == first)
    }
}
