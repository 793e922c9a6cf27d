import Foundation
import GRDB
import Tensors
import Testing

@testable import Session

/// Several processes and threads on one session, some of them killed.
struct ProcessTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func recipe(_ name: String) -> Recipe {
        Recipe(verb: "probe", version: 1, operands: [("", [.literal(name)])], options: [])
    }

    @Test("two processes and two threads with a thousand events each lose none")
    func appends() throws {
        // The four begin the session together, too.
        let probes = try (0..<2).map { _ in try Probe(["append", scratch.path, "page", "1000"]) }
        let path = scratch.path
        DispatchQueue.concurrentPerform(iterations: 2) { thread in
            #expect(throws: Never.self) {
                let store = try Store(project: path)
                for number in 0..<1000 {
                    try store.append(page: "page", kind: "probe", cell: "thread \(thread)", body: "\(number)")
                }
            }
        }
        for probe in probes { #expect(probe.finish() == ["done"]) }
        let events = try scratch.open().events(page: "page")
        #expect(events.count == 4000)
        for (cell, list) in Dictionary(grouping: events, by: \.cell) {
            #expect(list.map(\.body) == (0..<1000).map(String.init), "\(cell)")
        }
    }

    @Test("opening a session again, leaving it and reading its file take no lock from it")
    func locksStay() throws {
        let store = try scratch.open()
        _ = try store.events(page: "page")
        #expect(try hasLock(store.path))
        for _ in 0..<2 { #expect(try scratch.open().events(page: "page").isEmpty) }
        #expect(try hasLock(store.path))
        for file in ["", "-wal", "-shm"] { #expect(throws: FileFault.self) { try store.digest(ofFile: store.path + file) } }
        #expect(try hasLock(store.path))
    }

    @Test("a session that passes is left alone while its command runs, and goes when that was killed")
    func passing() throws {
        let session = scratch.path + "/.foley"
        let first = try PassingSession(in: session)
        try Store(project: Project(scratch.path), session: first.folder).append(page: "a", kind: "", cell: "", body: "")
        // Of a command that was killed: whatever its number is now.
        try scratch.write(".foley/fresh-\(getpid())/objects/ab/one", "left behind")
        let second = try PassingSession(in: session)
        #expect(second.folder != first.folder)
        #expect(try Store(project: Project(scratch.path), session: first.folder).pages() == ["a"])
        #expect(!FileManager.default.fileExists(atPath: session + "/fresh-\(getpid())"))
        try first.remove()
        #expect(!FileManager.default.fileExists(atPath: first.folder))
        try second.remove()
        #expect(try FileManager.default.contentsOfDirectory(atPath: session) == ["locks"])
    }

    /// Whether this process has a lock on a file, as the kernel's list of them tells.
    private func hasLock(_ path: String) throws -> Bool {
        let inode = try #require(try FileIdentity(path)).inode
        let locks = try String(contentsOfFile: "/proc/locks", encoding: .utf8).split(separator: "\n")
        return locks.contains { $0.contains(" \(getpid()) ") && $0.contains(":\(inode) ") }
    }

    @Test("one store shared by threads loses nothing")
    func threads() throws {
        let store = try scratch.open()
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            #expect(throws: Never.self) {
                for number in 0..<250 {
                    try store.append(page: "page", kind: "", cell: "\(thread)", body: "\(number)")
                    if number % 25 == 0 {
                        let recipe = plainRecipe("thread", number)
                        try store.put(plainPayload("\(number)", kilobytes: 40), recipe, seconds: 0)
                        #expect(try store.payload(recipe.key)?.line == "\(number)")
                    }
                }
            }
        }
        #expect(try store.events(page: "page").count == 1000)
    }

    @Test("one recipe is computed once by many processes")
    func computedOnce() throws {
        let probes = try (0..<6).map { _ in try Probe(["compute", scratch.path, "mel"]) }
        let said = probes.map { $0.finish() }
        #expect(said.count { $0 == ["computed"] } == 1)
        #expect(said.count { $0 == ["found"] } == 5)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.open().locks).isEmpty)
    }

    @Test("one recipe is computed once by many threads of one process")
    func computedOnceByThreads() throws {
        let store = try scratch.open()
        let recipe = plainRecipe("mel")
        DispatchQueue.concurrentPerform(iterations: 6) { thread in
            #expect(throws: Never.self) {
                try store.computing(recipe.key) {
                    guard try !store.contains(recipe.key) else { return }
                    try store.append(page: "computed", kind: "", cell: "", body: "")
                    usleep(2000)
                    try store.put(plainPayload("mel"), recipe, seconds: 0)
                }
            }
        }
        #expect(try store.events(page: "computed").count == 1)
    }

    @Test("what another computes is not begun, and not waited for")
    func computingUnlessHeld() throws {
        let store = try scratch.open()
        let key = plainRecipe("mel").key
        let inner = try store.computingUnlessHeld(key) { try store.computingUnlessHeld(key) { 1 } == nil ? 2 : 3 }
        #expect(inner == 2)
        #expect(try store.computingUnlessHeld(key) { 4 } == 4)
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.locks).isEmpty)
    }

    @Test("a killed process gives its lock back, and waiting for it can be interrupted")
    func killedHolder() throws {
        let holder = try Probe(["hold", scratch.path, "mel"])
        try holder.wait(for: "held")
        #expect(try Probe(["interrupted", scratch.path, "mel"]).finish() == ["interrupted"])
        let waiting = try Probe(["compute", scratch.path, "mel"])
        usleep(30_000)
        #expect(waiting.lines.isEmpty)
        _ = holder.kill()
        #expect(waiting.finish() == ["computed"])
    }

    @Test("a hundred kills lose nothing that was acknowledged and damage nothing")
    func kills() throws {
        var generator = SystemRandomNumberGenerator()
        var events = 0
        var pages: [String: [String]] = [:]
        for round in 0..<100 {
            let page = "round\(round)"
            let probe = try Probe(["work", scratch.path, page])
            // Some are killed while they open the session or begin it, most while they write.
            if round % 4 > 0 { try probe.wait(for: "value ") }
            usleep(UInt32.random(in: 0...60_000, using: &generator))
            let said = probe.kill()
            #expect(said.allSatisfy { $0.hasPrefix("value ") || $0.hasPrefix("event ") }, "\(said.last ?? "")")

            let store = try scratch.open()
            let check = try store.reading { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
            #expect(check == "ok")
            let kept = try store.events(page: page).map(\.cell)
            let acknowledged = said.filter { $0.hasPrefix("event ") }.map { String($0.dropFirst(6)) }
            #expect(kept.starts(with: acknowledged) && kept.count <= acknowledged.count + 1)
            for line in said where line.hasPrefix("value ") {
                let name = String(line.dropFirst(6))
                let payload = try store.payload(recipe(name).key)
                #expect(payload?.line == name)
                #expect(try store.recipe(recipe(name).key) != nil)
                let floats = payload?.tensors.first?.tensor.floats ?? []
                #expect(!floats.isEmpty && floats == floats.indices.map(Float.init))
            }
            // Each file holds what one of its commits wrote; one whose commit was acknowledged is not older than that.
            for slot in 0..<4 {
                guard let last = acknowledged.last(where: { Int($0.split(separator: "-")[1])! % 4 == slot }) else {
                    continue
                }
                let text = try scratch.text("plots/\(page)/\(slot).txt")
                #expect(kept.contains(text))
                #expect(Int(text.split(separator: "-")[1])! >= Int(last.split(separator: "-")[1])!)
            }
            events += kept.count
            pages[page] = kept
        }
        let store = try scratch.open()
        for (page, kept) in pages { #expect(try store.events(page: page).map(\.cell) == kept) }
        #expect(events > 0)
        try store.collect(budget: .max)
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.locks).isEmpty)
        print("a hundred kills: \(events) commits kept")
    }

    @Test("a full disk is a fault; what was stored before stays", arguments: [60_000, 150_000, 400_000])
    func fullDisk(limit: Int) throws {
        try scratch.open().append(page: "page", kind: "ran", cell: "before", body: "{}")
        let said = try Probe(["full", scratch.path, "\(limit)"]).finish()
        try verify(said)
    }

    @Test(
        "a full file system is a fault; what was stored before stays",
        .enabled(if: canMount, "needs the right to mount"))
    func fullFileSystem() throws {
        // The file system exists for the probe alone, which checks itself what was stored.
        let script = "mount -t tmpfs -o size=900k none \"$0\" && exec \"$@\""
        let launcher = ["/usr/bin/unshare", "-m", "sh", "-c", script, scratch.path]
        let said = try Probe(["full", scratch.path, "0"], launcher: launcher).finish()
        #expect(said.last == "done", "\(said.suffix(3))")
        #expect(said.contains { $0.hasPrefix("value ") } && said.contains { $0.hasPrefix("fault: ") })
    }

    private static let canMount: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/unshare")
        process.arguments = ["-m", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    private func verify(_ said: [String]) throws {
        #expect(said.last == "done", "\(said.suffix(3))")
        #expect(said.contains { $0.hasPrefix("fault: ") })
        let store = try scratch.open()
        #expect(try store.reading { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        let cells = try store.events(page: "page").map(\.cell)
        #expect(cells == ["before"] + said.filter { $0.hasPrefix("event ") }.map { $0.dropFirst(6).description })
        for line in said where line.hasPrefix("value ") {
            let name = String(line.dropFirst(6))
            #expect(try store.payload(recipe(name).key)?.line == name)
        }
        for cell in cells.dropFirst() {
            #expect(try scratch.text("plots/\(cell.split(separator: "-")[1]).txt") == cell)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.aside).isEmpty)
    }

    @Test("a folder without the right to write is read, and every write is a fault", arguments: [false, true])
    func readOnly(afterKill: Bool) throws {
        let name = "mel"
        do {
            let store = try scratch.open()
            try store.append(page: "page", kind: "ran", cell: "one", body: "{}")
        }
        if afterKill {
            // The write-ahead log of a killed process is still there, and holds what it committed.
            let probe = try Probe(["work", scratch.path, name])
            try probe.wait(for: "event mel-3")
            _ = probe.kill()
        }
        let stored = afterKill ? "mel-0" : "value"
        if !afterKill { try scratch.open().put(plainPayload("value", kilobytes: 64), recipe("value"), seconds: 0) }
        try permit(0o444, 0o555)
        defer { #expect(throws: Never.self) { try permit(0o644, 0o755) } }
        let said = try Probe(["nobody", scratch.path, stored]).finish()
        #expect(said.contains("read only: true"))
        #expect(said.contains("value: \(stored)"))
        #expect(said.contains("events: 1"))
        #expect(said.count { $0.contains("read-only") } == 2)
        #expect(said.suffix(2) == ["computing", "done"], "\(said)")
    }

    private func permit(_ file: Int, _ folder: Int) throws {
        let manager = FileManager.default
        let names = try #require(manager.enumerator(atPath: scratch.path)).compactMap { $0 as? String }
        for name in names + [""] {
            let path = scratch.path + "/" + name
            var isFolder: ObjCBool = false
            guard manager.fileExists(atPath: path, isDirectory: &isFolder) else { continue }
            try manager.setAttributes([.posixPermissions: isFolder.boolValue ? folder : file], ofItemAtPath: path)
        }
    }
}
