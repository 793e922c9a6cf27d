import Foundation
import Recorded
import Session
import Tensors
import Testing

@testable import Programs
@testable import Verbs
@testable import Workplace

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
            if Recorded.holds(on: Recorded.kinds) {
                #expect(line == output, "\(source)")
            } else {
                #expect(Likeness(text: String(line), output, afterTraining: true).isWithin, "\(source): \(line)")
            }
        }
    }

    /// The SHA-256 of what `bits.md` in the folder of data trains.
    private static let trained = [
        "cnn1": "78316b78e2272f18227b1f29526874d8dc43dd458d9ac101bbb4b51feb33ee17",
        "cnn5": "5625998d945011ccdc13051cb6af2fa500f97b254c6231e73d12771bd06429ce",
        "crnn1": "d651996c9365ca97ec24d681529a795e7605ff667cc89ca4d4f54a425e7ebcac",
        "linear3": "8bfd0e248be608dc9d41ef8b91287f5106ba0382d6c72c122219839809ad0a6b",
        "lstm1": "e9bee5148ac946edc3b1365ccfe9aa3d6c50575ba9d467ead7e7998635a88550",
    ]

    /// What no training stands before is what another machine made, to the bit. Its trainings were by other kernels.
    @Test(.enabled(if: dataFolder != nil, "no folder of real data: set FOLEY_DATA"))
    func anotherMachinesBits() throws {
        let folder = try #require(dataFolder) + "/engine"
        let digests = try String(contentsOfFile: folder + "/sha256.txt", encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: " ").map(String.init)
        }
        #expect(digests.count == 11)
        let project = try TestProject()
        // Its trainings were when a batch and the share set aside did not go by the size of the data.
        let page = try String(contentsOfFile: folder + "/bits.md", encoding: .utf8)
        try project.write(page.replacing(#/epochs: (\d)\)/#) { "epochs: \($0.1), batch: 32, aside: 10 %)" }, to: "bits.md")
        func run(_ session: String) throws -> [String: Data] {
            let outcome = try Program.run(["run", "--session", session] + Self.atLevel + ["bits.md"], in: project.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
            defer { try? project.remove("out") }
            return try project.files(under: "out")
        }
        let made = try run("one")
        #expect(Set(made.keys) == Set(digests.map { $0[1] }))
        for line in digests {
            let (digest, name) = (line[0], line[1])
            let found = Key(digesting: try #require(made[name])).description
            guard name.hasSuffix(".safetensors") else {
                #expect(found == digest, "\(name)")
                continue
            }
            if Recorded.holds(on: Recorded.kinds) {
                #expect(found == Self.trained[(name as NSString).deletingPathExtension], "\(name)")
            }
        }
        #expect(try run("two") == made)
    }
}
