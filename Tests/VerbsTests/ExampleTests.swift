import Foundation
import Language
import Recorded
import Session
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
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

    /// What each example makes, in their order: made once, for all tests that look at it.
    static let made = Task {
        try examples.map { example in
            let laboratory = try Laboratory()
            let values = try laboratory.values(of: example.source)
            return try MadeExample(
                source: example.source, values: values, notes: laboratory.notes.all,
                trains: laboratory.trains(example.source))
        }
    }

    /// All that examples give: if any of it changes, the verb's version has to change with it.
    @Test func whatExamplesGiveChangesOnlyWithTheVersion() async throws {
        // By verb and version, then by the example's source.
        var found: [String: [String: ExampleFacts]] = [:]
        var trained: Set<String> = []
        for (example, made) in zip(Self.examples, try await Self.made.value) {
            let version = Verb.named(example.verb)!.signature.version
            if made.trains { trained.insert(made.source) }
            found["\(example.verb) \(version)", default: [:]][made.source] = made.facts
        }
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Snapshots/examples.json")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let now = try encoder.encode(found) + Data("\n".utf8)
        guard FileManager.default.fileExists(atPath: path.path) else {
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            try now.write(to: path)
            Issue.record("recorded \(path.lastPathComponent); look at it and run again")
            return
        }
        let known = try JSONDecoder().decode([String: [String: ExampleFacts]].self, from: Data(contentsOf: path))
        #expect(
            found.mapValues { Set($0.keys) } == known.mapValues { Set($0.keys) },
            "an example or a version changed: delete the snapshot, and run twice")
        for (verb, examples) in found {
            for (source, facts) in examples {
                guard let before = known[verb]?[source] else { continue }
                compare(facts, with: before, isFree: isFree(source, trains: trained.contains(source)), "\(verb): \(source)")
            }
        }
    }

    private func compare(_ facts: ExampleFacts, with before: ExampleFacts, isFree: Bool, _ example: String) {
        let way = "changed: raise the verb's version, delete the snapshot, and run twice"
        guard !isFree else {
            #expect(facts.sizes == before.sizes, "\(example): sizes \(way)")
            return
        }
        #expect(facts.numbers == before.numbers, "\(example): numbers \(way)")
        // With other instructions the last digits of a sound are others, too.
        guard Recorded.holdsInProcess(on: Recorded.kinds), Recorded.hasLibraries else { return }
        for name in Set(facts.exact.keys).union(before.exact.keys).sorted() {
            #expect(facts.exact[name] == before.exact[name], "\(example): \(name) \(way)")
        }
    }
}

extension Shown {
    /// Nil where it is shown otherwise.
    var text: String? { if case .text(let text) = self { text } else { nil } }
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
            store: store,
            context: Context(places: places, parallel: Parallel(threads: threads), note: { [notes] in notes.add($0) }))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The value of the last statement of `source`.
    func value(of source: String) throws -> any Value { try #require(try values(of: source).last) }

    /// The value of each statement of `source`, in order.
    func values(of source: String) throws -> [any Value] {
        var environment = Environment()
        var values: [any Value] = []
        for statement in try parse(source) {
            let bound = try bind(statement, in: .foley.looking(into: store, in: places), scope: environment)
            let plan = try planner.plan(bound, in: environment)
            if let name = statement.name?.text {
                environment.define(name, plan.meaning, origin: Origin(id: "test", isLine: false))
            }
            switch plan.meaning {
            case .scalar(let scalar): values.append(Constant(scalar))
            case .value(let recipe, _):
                let value = try evaluator.kept(recipe)
                if let file = value as? ExportedFile {
                    try store.commit(page: "test", events: [], files: [(places.target(file.path), file.bytes)])
                }
                values.append(value)
            case .broken: preconditionFailure("a plan has a meaning")
            }
        }
        return values
    }

    /// The model that the last statement gives.
    func model(of source: String) throws -> ModelValue { try #require(try value(of: source) as? ModelValue) }

    /// Whether a statement of `source`, which has run here, trains something.
    func trains(_ source: String) throws -> Bool {
        var environment = Environment()
        for statement in try parse(source) {
            let plan = try planner.plan(
                try bind(statement, in: .foley.looking(into: store, in: places), scope: environment), in: environment)
            if plan.isCostly { return true }
            if let name = statement.name?.text {
                environment.define(name, plan.meaning, origin: Origin(id: "test", isLine: false))
            }
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
            let plan = try planner.plan(
                try bind(statement, in: .foley.looking(into: store, in: places), scope: environment), in: environment)
            if let name = statement.name?.text {
                environment.define(name, plan.meaning, origin: Origin(id: "test", isLine: false))
            }
            if case .value(let recipe, _) = plan.meaning { last = recipe }
        }
        return try #require(last)
    }
}
