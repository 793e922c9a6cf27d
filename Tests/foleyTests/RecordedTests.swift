import Foundation
import Recorded
import Session
import Tensors
import Testing

@testable import Verbs

/// What was recorded of trainings at one level, on the program held to it: to the bit on the kinds of processor that gave
/// it, by the rules for another engine elsewhere.
@Suite struct RecordedTests {
    private static let atLevel = Level.here.contains(Recorded.level) ? ["--isa", Recorded.level.rawValue] : []

    /// Those examples in help that a training stands before; a file is there for `import` only when its cell is done.
    private static let examples = Verb.all.flatMap { verb in
        verb.signature.examples.filter {
            ($0.source.contains("train ") || verb.signature.costly) && !$0.source.contains("import ")
        }.map { ($0.source, $0.output) }
    }

    @Test func examplesSayWhatHelpPrints() throws {
        let project = try TestProject()
        #expect(Self.examples.count > 8)
        var text = ""
        for (index, (source, _)) in Self.examples.enumerated() {
            var lines = source.split(separator: "\n").map(String.init)
            let last = lines.removeLast()
            lines.append(last.contains(#/^\w+ = /#) ? last.replacing(#/^\w+ = /#, with: "result = ") : "result = " + last)
            text += "```foley #e\(index)\n\(lines.joined(separator: "\n"))\n```\n\n"
        }
        try project.write(text, to: "e.md")
        let outcome = try Program.run(["run"] + Self.atLevel + ["e.md"], in: project.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let found = outcome.output.split(separator: "\n").filter { $0.hasPrefix("  result  ") }.map { $0.dropFirst(10) }
        try #require(found.count == Self.examples.count)
        for (line, (source, output)) in zip(found, Self.examples) {
            if Recorded.holds(on: Recorded.kinds) { #expect(line == output, "\(source)") } else {
                #expect(Likeness(text: String(line), output, afterTraining: true).isWithin, "\(source): \(line)")
            }
        }
    }

    /// The kinds of processor that are known to give the digests in the folder of data.
    private static let kinds = ["AuthenticAMD 25/1, oneDNN 2.6.3", "GenuineIntel 6/207, oneDNN 2.6.3"]

    @Test(.enabled(if: dataFolder != nil, "no folder of real data: set FOLEY_DATA"))
    func anotherMachinesBits() throws {
        let folder = try #require(dataFolder) + "/engine"
        let digests = try String(contentsOfFile: folder + "/sha256.txt", encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: " ").map(String.init)
        }
        #expect(digests.count == 11)
        let project = try TestProject()
        try FileManager.default.copyItem(atPath: folder + "/bits.md", toPath: project.path + "/bits.md")
        func run(_ session: String) throws -> [String: Data] {
            let outcome = try Program.run(["run", "--session", session] + Self.atLevel + ["bits.md"], in: project.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
            defer { try? project.remove("out") }
            return try project.files(under: "out")
        }
        let made = try run("one")
        let hasTraining = { (name: String) in name.hasSuffix(".safetensors") }
        for line in digests {
            let (digest, name) = (line[0], line[1])
            let data = try #require(made[name])
            if Recorded.holds(on: Self.kinds) || !hasTraining(name) {
                #expect(Key(digesting: data).description == digest, "\(name)")
            }
        }
        if !Recorded.holds(on: Self.kinds) { #expect(try run("two") == made) }
    }
}
