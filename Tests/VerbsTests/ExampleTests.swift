import Foundation
import Language
import Recorded
import Session
import Tensors
import Testing

@testable import Study
@testable import Verbs
@testable import Programs
@testable import Workplace

/// The folder of real data, where there is one.
let dataFolder = ProcessInfo.processInfo.environment["FOLEY_DATA"]

/// Every example of every verb, as help prints it.
@Suite struct ExampleTests {
    static let examples: [(verb: String, source: String, output: String)] = Verb.all.flatMap { verb in
        verb.signature.examples.map { (verb.signature.verb, $0.source, $0.output) }
    }

    @Test func everyVerbHasAnExample() {
        for verb in Verb.all {
            #expect(!verb.signature.examples.isEmpty, "\(verb.signature.verb)")
        }
    }

    @Test(arguments: ExampleTests.examples.indices)
    func saysWhatItPrints(index: Int) throws {
        let (_, source, output) = Self.examples[index]
        let laboratory = try Laboratory()
        let line = try laboratory.value(of: source).line
        let isFree = try isFree(source, trains: laboratory.trains(source))
        guard isFree, line != output else {
            #expect(line == output, "\(source)")
            return
        }
        // What help prints is of another engine.
        #expect(Likeness(text: line, output, afterTraining: true).isWithin, "\(source): \(line)")
        #expect(try Laboratory(threads: 1).value(of: source).line == line, "\(source)")
    }

    /// Whether an example's numbers need not be the recorded ones here: those of a training by another engine, those of a
    /// picture or a movie by other versions of libraries.
    private func isFree(_ source: String, trains: Bool) -> Bool {
        trains && !Recorded.holdsInProcess(on: Recorded.kinds)
            || source.contains(/\bplot\b|\bsoundtrack\b/) && !Recorded.hasLibraries
    }

    /// The values themselves, rounded: if an example's numbers change, its verb's version has to change with them.
    @Test func numbersChangeOnlyWithTheVersion() throws {
        var found: [String: [String: String]] = [:]
        var trained: Set<String> = []
        for (index, example) in Self.examples.enumerated() {
            let verb = Verb.named(example.verb)!
            let laboratory = try Laboratory()
            let value = try laboratory.value(of: example.source)
            if try laboratory.trains(example.source) { trained.insert(example.source) }
            found["\(example.verb) \(verb.signature.version) · \(index)"] = try ["\(example.source)": rounded(value)]
        }
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Snapshots/examples.json")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let now = try encoder.encode(found) + Data("\n".utf8)
        guard let before = try? Data(contentsOf: path) else {
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            try now.write(to: path)
            Issue.record("recorded \(path.lastPathComponent); look at it and run again")
            return
        }
        let known = try JSONDecoder().decode([String: [String: String]].self, from: before)
        #expect(Set(found.keys) == Set(known.keys), "an example or a version changed: delete the snapshot, and run twice")
        for (key, example) in found {
            for (source, numbers) in example {
                let before = known[key]?[source] ?? ""
                let isFree = isFree(source, trains: trained.contains(source))
                #expect(
                    isFree ? sizes(numbers) == sizes(before) : numbers == before,
                    "\(source): a result changed: raise its verb's version, delete the snapshot, and run twice")
            }
        }
    }

    /// What is left of rounded numbers after a training on another engine: names and shapes.
    private func sizes(_ numbers: String) -> String {
        numbers.replacing(/\ (?:mean|rms|middle) [-0-9.e+]+/, with: "").replacing(/\d+ bytes/, with: "bytes")
    }

    /// A few statistics of every tensor, to four digits, and the sizes of files.
    private func rounded(_ value: any Value) throws -> String {
        let payload = try value.payload()
        let tensors = payload.tensors.map { name, tensor in
            let floats = tensor.floats.map(Double.init)
            let mean = floats.reduce(0, +) / Double(max(floats.count, 1))
            let size = (floats.reduce(0) { $0 + $1 * $1 } / Double(max(floats.count, 1))).squareRoot()
            let middle = floats.isEmpty ? 0 : floats[floats.count / 2]
            return "\(name) \(tensor.shape) mean \(digits(mean)) rms \(digits(size)) middle \(digits(middle))"
        }
        return (tensors + payload.bytes.map { "\($0.name) \($0.bytes.count) bytes" }).joined(separator: "; ")
    }

    private func digits(_ value: Double) -> String {
        abs(value) < 1e-6 ? "0" : String(format: "%.3e", value)
    }
}

/// A session in a folder of its own, which goes with it, in which statements run.
final class Laboratory {
    let folder: String
    let store: Store
    let places: Places
    let planner: Planner
    let evaluator: Evaluator
    /// What was said on the way.
    let notes = Heard()

    /// - folder: the project, where there is one already.
    init(threads: Int = 2, folder: String? = nil) throws {
        self.folder = folder ?? NSTemporaryDirectory() + "foley-laboratory-\(UUID().uuidString)"
        let folder = self.folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let store = try Store(project: folder)
        self.store = store
        let places = Places(project: store.project)
        self.places = places
        planner = Planner(places: places) { try store.digest(ofSource: $0, in: places) }
        evaluator = Evaluator(
            store: store, context: Context(places: places, parallel: Parallel(threads: threads), note: { [notes] in notes.add($0) }))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The value of the last statement of `source`.
    func value(of source: String) throws -> any Value {
        var environment = Environment()
        var last: (any Value)?
        for statement in try parse(source) {
            let bound = try bind(statement, in: .foley.looking(into: store, in: places), scope: environment)
            let plan = try planner.plan(bound, in: environment)
            if let name = statement.name?.text { environment.define(name, plan.meaning, origin: "test") }
            switch plan.meaning {
            case .scalar(let scalar): last = Constant(scalar)
            case .value(let recipe, _):
                let value = try evaluator.kept(recipe)
                if let file = value as? ExportedFile {
                    try store.commit(page: "test", events: [], files: [(places.target(file.path), file.bytes)])
                }
                last = value
            case .broken: preconditionFailure("a plan has a meaning")
            }
        }
        return try #require(last)
    }

    /// The model that the last statement gives.
    func model(of source: String) throws -> ModelValue { try #require(try value(of: source) as? ModelValue) }

    /// Whether a statement of `source`, which has run here, trains something.
    func trains(_ source: String) throws -> Bool {
        var environment = Environment()
        for statement in try parse(source) {
            let plan = try planner.plan(try bind(statement, in: .foley.looking(into: store, in: places), scope: environment), in: environment)
            if plan.isCostly { return true }
            if let name = statement.name?.text { environment.define(name, plan.meaning, origin: "test") }
        }
        return false
    }

    /// The line of that value, or why there is none.
    func said(_ source: String) throws -> String {
        do { return try value(of: source).line } catch let failure as Evaluator.Failure {
            return failure.fault.cause
        } catch let problem as Planner.FileProblem { return problem.diagnostic.message }
    }

    /// What is said to do about `source`, which fails.
    func wayOut(of source: String) throws -> String? {
        do {
            let value = try value(of: source)
            Issue.record("\(source) gives \(value.line)")
            return nil
        } catch let failure as Evaluator.Failure {
            return failure.fault.remedy
        } catch let wrong as Diagnostic {
            return wrong.hint
        }
    }

    /// What is said beside the value of the last statement of `source`, made with nothing at hand but what is kept.
    func notes(of source: String) throws -> [String] {
        let heard = Heard()
        let context = Context(places: places, note: { heard.add($0) })
        _ = try Evaluator(store: store, context: context).kept(recipe(of: source))
        return heard.all
    }

    /// What the last statement of `source` would make, without making it.
    func recipe(of source: String) throws -> Recipe {
        var environment = Environment()
        var last: Recipe?
        for statement in try parse(source) {
            let plan = try planner.plan(try bind(statement, in: .foley.looking(into: store, in: places), scope: environment), in: environment)
            if let name = statement.name?.text { environment.define(name, plan.meaning, origin: "test") }
            if case .value(let recipe, _) = plan.meaning { last = recipe }
        }
        return try #require(last)
    }
}
