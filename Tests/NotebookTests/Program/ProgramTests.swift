import Chance
import Glibc
import Language
import Session
import Synchronization
import Tensors
import Testing
import Verbs

@testable import Notebook
@testable import Programs
@testable import Workplace

@Suite struct ProgramTests {
    /// Files that are there in name alone: a digest each.
    private final class Files: Sendable {
        private let digests = Mutex<[String: Int]>([:])
        private let asked = Mutex(0)
        var looks: Int { asked.withLock { $0 } }

        subscript(path: String) -> Int? {
            get { digests.withLock { $0[path] } }
            set { digests.withLock { $0[path] = newValue } }
        }

        func planner() throws -> Planner {
            Planner(places: Places(project: try Project("/"))) { path in
                self.asked.withLock { $0 += 1 }
                guard let number = self[path] else { throw FileFault("open", path, code: ENOENT) }
                return Key(String(repeating: "0", count: 62) + String(number % 90 + 10))!
            }
        }
    }

    /// What one can know of a planned step.
    private func facts(_ step: PlannedStep, _ program: Program) -> [String] {
        let names = program.environment(above: step).names.map { name in
            "\(name) \(program.environment(above: step)[name]!.meaning.identity)"
        }
        return [
            step.step.id, "\(step.key)", "\(step.reads.sorted { $0.key < $1.key })",
            "\(step.origins.sorted { $0.key < $1.key })", "\(step.files.sorted { $0.key < $1.key })",
            "\(String(describing: step.problem))", "\(step.above) \(step.below)",
            "\(step.statements.map { $0.recipe?.key.short ?? "" })", "\(names)",
        ]
    }

    private func steps(_ generator: inout SplitMix) -> [Step] {
        func pick(_ count: Int) -> Int { Int(generator.next() % UInt64(count)) }
        func name() -> String { "n\(pick(6))" }
        func statement() -> String {
            switch pick(9) {
            case 0, 1: "\(name()) = load \"f\(pick(4)).wav\""
            case 2: "\(name()) = (load \"f\(pick(4)).wav\") | gain to -3 dB"
            case 3, 4: "\(name()) = \(name()) | gain to -\(pick(3)) dB"
            case 5: "\(name()) = mix \(name()) with \(name())"
            case 6: "\(name()) = \(pick(3))"
            case 7: "\(name()) | gain to -4 dB"
            default: "\(name()) = melspec \(name())"
            }
        }
        return (1...14).map { number in
            var step = Step(id: "c\(number)", isLine: pick(8) == 0, source: "")
            step.source = (0...pick(3)).map { _ in statement() }.joined(separator: "\n")
            step.fails = pick(10) == 0
            step.isSkipped = pick(12) == 0
            return step
        }
    }

    @Test func whatIsPlannedAgainIsWhatAllWouldBePlannedAs() throws {
        var generator = SplitMix(7)
        var (again, all) = (0, 0)
        for _ in 0..<150 {
            let files = Files()
            let planner = try files.planner()
            for file in 0..<4 where generator.next() % 2 == 0 { files["f\(file).wav"] = file }
            let steps = steps(&generator)
            var program = try Program(steps, vocabulary: .foley, planner: planner)
            for _ in 0..<6 {
                let file = "f\(generator.next() % 4).wav"
                files[file] = generator.next() % 3 == 0 ? nil : Int(generator.next() % 50)
                var look = FileLook(planner)
                try program.refresh(
                    program.changed(&look, amongStepsAt: nil),
                    vocabulary: {
                        again += 1
                        return .foley
                    }(), planner: planner)
                let expected = try Program(
                    steps,
                    vocabulary: {
                        all += 1
                        return .foley
                    }(), planner: planner)
                let (found, wanted) = (program.steps.map { facts($0, program) }, expected.steps.map { facts($0, expected) })
                #expect(found == wanted, "\(zip(found, wanted).first { $0 != $1 } as Any)")
                guard found == wanted else { return }
            }
        }
        #expect(again * 2 < all, "\(again) of \(all) steps were planned again")
    }

    @Test func stepsThatFollowAChangeArePlannedAndNoOthers() throws {
        let files = Files()
        let planner = try files.planner()
        files["a.wav"] = 1
        files["b.wav"] = 1
        let sources = [
            "a = load \"a.wav\"", "b = load \"b.wav\"", "c = a | gain to -3 dB", "d = b | gain to -3 dB", "e = mix c with d",
        ]
        let steps = sources.enumerated().map { Step(id: "c\($0)", isLine: false, source: $1) }
        var program = try Program(steps, vocabulary: .foley, planner: planner)
        let before = program.steps.map(\.key)
        files["a.wav"] = 2
        var look = FileLook(planner)
        var planned = 0
        try program.refresh(
            program.changed(&look, amongStepsAt: nil),
            vocabulary: {
                planned += 1
                return .foley
            }(), planner: planner)
        #expect(planned == 3)
        #expect(zip(before, program.steps.map(\.key)).map { $0 == $1 } == [false, true, false, true, false])
        #expect(program.takeFirstChange() == 0)
    }

    @Test func aFileThatManyReadIsLookedAtOnce() throws {
        let files = Files()
        let planner = try files.planner()
        files["a.wav"] = 1
        let steps = (1...50).map { Step(id: "c\($0)", isLine: false, source: "a\($0) = load \"a.wav\"") }
        let program = try Program(steps, vocabulary: .foley, planner: planner)
        let before = files.looks
        var look = FileLook(planner)
        #expect(program.changed(&look, amongStepsAt: nil).isEmpty)
        _ = try Program(steps, after: program, vocabulary: .foley, planner: planner)
        #expect(files.looks == before + 2)
    }

    @Test func whatStandsWhereIsKnownWithoutASearch() throws {
        let planner = try Files().planner()
        func step(_ id: String, isLine: Bool = false) -> Step { Step(id: id, isLine: isLine, source: "a = 1") }
        let first = try Program([step("x"), step("line 1", isLine: true), step("y")], vocabulary: .foley, planner: planner)
        #expect(first.cells == ["x", "y"])
        #expect(first.cell(after: nil)?.step.id == "x" && first.cell(after: "x")?.step.id == "y" && first.cell(after: "y") == nil)
        #expect(first["line 1"]?.step.isLine == true && first.rank(ofCell: "line 1") == nil && first.rank(ofCell: "y") == 1)
        let next = try Program([step("x"), step("z"), step("y")], after: first, vocabulary: .foley, planner: planner)
        #expect(next.cells == ["x", "z", "y"] && next.place(of: "y") == 2 && next["line 1"] == nil)
        #expect(next.environment["a"]?.origin.id == "y" && next.environment(above: next.steps[1])["a"]?.origin.id == "x")
        #expect(first.environment["a"]?.origin.id == "y" && first.environment.count == 3)
    }
}
