import Foundation
import Testing

@testable import Terminal

@Suite struct HistoryTests {
    private let file: String

    init() throws { file = try Probe.folder() + "/sub/history" }

    @Test func entriesOfSeveralLinesComeBackWhole() {
        let entries = ["a", "f(1,\n2)", "\"quoted\" \\ / \u{1} ü 🎵 \u{2028}"]
        let history = History(file: file)
        entries.forEach(history.append)
        #expect(History(file: file).entries == entries)
        #expect(history.entries == entries)
        #expect(history.takeWarning() == nil)
    }

    @Test func whatIsRepeatedBlankOrSecretIsNotKept() {
        let history = History(file: file)
        ["a", "a", "", "  ", "\n", " secret", "b", "a"].forEach(history.append)
        #expect(History(file: file).entries == ["a", "b", "a"])
        // Another program's repetition is one too.
        History(file: file).append("a")
        #expect(History(file: file).entries == ["a", "b", "a"])
    }

    @Test func aDamagedLineCostsOnlyItself() throws {
        let history = History(file: file)
        ["a", "b"].forEach(history.append)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        bytes.insert(contentsOf: [0xFF, 0x22, 0x5B, 0x0A, 0x22, 0x2C, 0x0A, 0x0A], at: 4)
        bytes.append(contentsOf: Array("\"torn".utf8))
        try bytes.write(to: URL(fileURLWithPath: file))
        History(file: file).append("c")
        #expect(History(file: file).entries == ["a", "b", "c"])
    }

    @Test func itIsBounded() throws {
        let history = History(file: file, limit: 50)
        for number in 0..<301 { history.append("entry \(number)") }
        #expect(history.takeWarning() == nil)
        let read = History(file: file, limit: 50).entries
        #expect(read.count == 50 && read.last == "entry 300" && read.first == "entry 251")
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count <= 50 + 100)
    }

    @Test func severalWritersLoseNothing() async {
        let file = file
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    // Each its own open file, as in different programs.
                    let history = History(file: file, limit: 1000)
                    for number in 0..<50 { history.append("\(writer): \(number)\nsecond line") }
                }
            }
        }
        let entries = History(file: file, limit: 1000).entries
        #expect(entries.count == 200)
        for writer in 0..<4 {
            #expect(entries.filter { $0.hasPrefix("\(writer):") } == (0..<50).map { "\(writer): \($0)\nsecond line" })
        }
    }

    @Test func withoutAWritableFolderItWarnsOnceAndWorksOn() {
        let history = History(file: "/proc/nowhere/history")
        history.append("a")
        history.append("b")
        #expect(history.entries == ["a", "b"])
        #expect(history.takeWarning()?.hasPrefix("cannot keep the history in /proc/nowhere/history: ") == true)
        #expect(history.takeWarning() == nil)
        history.append("c")
        #expect(history.takeWarning() == nil && history.entries == ["a", "b", "c"])
    }

    @Test func aFileThatCanOnlyBeReadKeepsItsEntriesInView() throws {
        History(file: file).append("saved")
        chmod(file, 0o400)
        let isRoot = access(file, W_OK) == 0
        // Root may write anything: for it, a folder in the file's place stands for the refusal.
        let history = History(file: isRoot ? (file as NSString).deletingLastPathComponent : file)
        history.append("unsaved")
        #expect(history.entries == (isRoot ? ["unsaved"] : ["saved", "unsaved"]))
        #expect(history.takeWarning() != nil)
    }

    @Test func itLivesWhereStateLives() {
        #expect(History.standardFile(environment: ["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/foley/history")
        let home = ["XDG_STATE_HOME": "", "HOME": "/h"]
        #expect(History.standardFile(environment: home) == "/h/.local/state/foley/history")
    }

    @Test func onlyItsOwnerMayReadIt() throws {
        History(file: file).append("a")
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
}
