import Foundation
import Tensors
import Testing

@testable import Session

struct CommitTests {
    private let scratch: Scratch
    private let store: Store
    private let ran = [Event.Draft(kind: "ran", cell: "one", body: "{}")]

    init() throws {
        scratch = try Scratch()
        store = try scratch.open()
    }

    private func inode(_ name: String) throws -> UInt64? {
        try FileManager.default.attributesOfItem(atPath: scratch.path + "/" + name)[.systemFileNumber] as? UInt64
    }

    private func asideIsEmpty() throws -> Bool {
        try Disk.isFolder(store.aside) ? Disk.names(in: store.aside).isEmpty : true
    }

    @Test("events and files are kept together; a file with the same bits is not written again")
    func commit() throws {
        let first = try store.commit(
            page: "a.md", events: ran, files: [("plots/a/one.png", [1, 2]), (scratch.path + "/two.png", [3])])
        #expect(first.written == [store.project.root + "/plots/a/one.png", store.project.root + "/two.png"])
        #expect(first.events.map(\.cell) == ["one"])
        let before = try inode("plots/a/one.png")
        let second = try store.commit(
            page: "a.md", events: ran, files: [("plots/a/one.png", [1, 2]), ("two.png", [4])])
        #expect(second.written == [store.project.root + "/two.png"])
        #expect(try inode("plots/a/one.png") == before)
        #expect(try contents(ofFile: scratch.path + "/two.png") == [4])
        #expect(try store.events(page: "a.md").count == 2)
        #expect(try asideIsEmpty())
    }

    @Test(
        "a commit that cannot be made changes no event, file or folder",
        arguments: [
            "../outside.png", "/outside.png", "plots/../../outside.png", "link/outside.png", ".foley/session.sqlite",
            ".foley/session.sqlite-wal", ".foley/objects/aa/x.safetensors", ".foley", "folder", "text.txt/below.png",
            "none/../x.png", "",
        ])
    func refused(path: String) throws {
        try scratch.write("folder/kept.txt", "kept")
        try scratch.write("text.txt", "kept")
        #expect(symlink("/tmp", scratch.path + "/link") == 0)
        let before = try FileManager.default.subpathsOfDirectory(atPath: scratch.path).filter {
            !$0.hasPrefix(".foley/aside")
        }
        let files: [(path: String, bytes: [UInt8])] = [("new/deep/one.png", [1]), (path, [2])]
        let error = #expect(throws: (any Error).self) { try store.commit(page: "a.md", events: ran, files: files) }
        #expect(error is any Fault)
        #expect(try store.events(page: "a.md").isEmpty)
        let after = try FileManager.default.subpathsOfDirectory(atPath: scratch.path).filter {
            !$0.hasPrefix(".foley/aside")
        }
        #expect(Set(after) == Set(before))
        #expect(try scratch.text("text.txt") == "kept")
        #expect(try asideIsEmpty())
    }

    @Test("media of the session's own may lie under .foley")
    func stage() throws {
        try store.commit(page: "a.md", events: ran, files: [(".foley/stage/bell.wav", [1])])
        #expect(try contents(ofFile: scratch.path + "/.foley/stage/bell.wav") == [1])
    }

    @Test("a link to a file inside the project stays a link, and a file keeps its permissions")
    func linksAndModes() throws {
        try scratch.write("real.png", "old")
        #expect(chmod(scratch.path + "/real.png", 0o600) == 0)
        #expect(symlink("real.png", scratch.path + "/link.png") == 0)
        try store.commit(page: "a.md", events: ran, files: [("link.png", [1])])
        #expect(try contents(ofFile: scratch.path + "/real.png") == [1])
        let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path + "/link.png")
        #expect(attributes[.type] as? FileAttributeType == .typeSymbolicLink)
        let mode = try FileManager.default.attributesOfItem(atPath: scratch.path + "/real.png")[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test(
        "a file on another file system is put in place whole",
        .enabled(if: CommitTests.hasOtherFileSystem, "needs /dev/shm"))
    func otherFileSystem() throws {
        // The project's folder is on one file system, and `.foley` on another.
        let other = "/dev/shm/foley-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: other) } }
        let project = try Scratch()
        #expect(symlink(other, project.path + "/.foley") == 0)
        let store = try project.open()
        try store.commit(page: "a.md", events: ran, files: [("plots/one.png", [1])])
        #expect(try contents(ofFile: project.path + "/plots/one.png") == [1])
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path + "/plots") == ["one.png"])
        #expect(throws: OutsideProject.self) {
            try store.commit(page: "a.md", events: ran, files: [("plots/two.png", [1]), ("../x", [])])
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path + "/plots") == ["one.png"])
    }

    private static let hasOtherFileSystem = FileManager.default.isWritableFile(atPath: "/dev/shm")

    @Test("paths read from the root of the project")
    func paths() throws {
        let project = store.project
        #expect(try project.relative("plots/a.png") == "plots/a.png")
        #expect(try project.relative(project.root) == ".")
        #expect(throws: OutsideProject.self) { try project.relative("/etc/passwd") }
        #expect(throws: OutsideProject.self) { try project.locate(project.root + "x/a.png") }
    }
}
