import Language
import Session
import Tensors
import Verbs

extension PageRunner {
    /// The sound that `source` means here, as a WAV file: for `:play`.
    ///
    /// - Throws: `StepFailure`, `NotASound`.
    public func wave(of source: String) throws -> [UInt8] {
        try refresh()
        let step = Step(id: "line \(page.lines.count + 1)", isLine: true, source: source)
        var names = environment
        let planned = Program.plan(step, in: &names, vocabulary: vocabulary, planner: planner)
        if let problem = planned.problem { throw StepFailure(problem, in: planned, file: nil) }
        guard let recipe = planned.statements.last?.recipe else { throw NotASound(source: source, found: "number") }
        defer { evaluator.release() }
        let value: any Value
        do { value = try evaluator.value(recipe) } catch {
            throw StepFailure(error, statement: planned.statements.count - 1, in: planned, file: nil)
        }
        guard let sound = value as? SoundValue else { throw NotASound(source: source, found: value.type.name) }
        return try sound.wave()
    }
}

/// Something to play that is no sound.
struct NotASound: Fault {
    var source: String
    var found: String
    var cause: String { "'\(source)' is a \(found), not a sound" }
}
