import Language
import Tensors
import Verbs

/// A cell or line that ended in an error; it changed no name and no file.
public struct StepFailure: Error, Sendable {
    public var step: String
    public var message: String
    /// The whole error as it is shown: message, place, source line, caret, hint.
    public var rendered: String
    /// Control-C, not an error of the cell.
    public var isInterruption = false
}

extension StepFailure {
    /// A failure whose place in `planned`'s source is known.
    init(_ diagnostic: Diagnostic, in planned: PlannedStep, file: String?) {
        let step = planned.step
        let place = step.isLine ? nil : Place(file: file, line: step.firstLine, cell: step.id)
        self.init(
            step: step.id, message: diagnostic.message,
            rendered: render(diagnostic, source: step.source, place: place))
    }

    /// A failure while statement `index` ran.
    init(_ error: any Error, statement index: Int, in planned: PlannedStep, file: String?) {
        guard !(error is Interrupted) else {
            self.init(interrupting: planned)
            return
        }
        let statement = planned.statements[index]
        var span = statement.statement.expression.span
        var fault: any Error = error
        if let failure = error as? Evaluator.Failure {
            fault = failure.fault
            if let call = statement.plan.calls[failure.key] {
                span = failure.fault.option.flatMap { call.options[$0] } ?? call.span
            }
        }
        let known = fault as? any Fault
        self.init(
            Diagnostic(known?.cause ?? "\(fault)", at: span, hint: known?.remedy), in: planned, file: file)
        rendered += Self.makers(of: statement, in: planned)
    }

    /// A failure to keep what the step has made; nothing of it is kept.
    init(_ error: any Error, committing execution: Execution) {
        let planned = execution.planned
        guard !(error is Interrupted) else {
            self.init(interrupting: planned)
            return
        }
        let fault = error as? any Fault
        let message = fault?.cause ?? "\(error)"
        if let path = (error as? FileFault)?.path, let writer = execution.writer(of: path) {
            let span = writer.statement.expression.span
            self.init(Diagnostic(message, at: span, hint: fault?.remedy), in: planned, file: execution.file)
            return
        }
        let place = planned.step.isLine ? nil : [execution.file, "cell \(planned.step.id)"].compactMap(\.self)
        let lines = ["error: \(message)", place?.joined(separator: ", "), fault?.remedy].compactMap(\.self)
        self.init(
            step: planned.step.id, message: message, rendered: lines.map(printable).joined(separator: "\n  "))
    }

    private init(interrupting planned: PlannedStep) {
        self.init(
            step: planned.step.id, message: "interrupted",
            rendered: "interrupted: \(planned.step.isLine ? "the line" : "cell \(planned.step.id)") changed nothing",
            isInterruption: true)
    }

    /// Where the values that the statement reads were made: the mistake may be there.
    private static func makers(of statement: PlannedStatement, in planned: PlannedStep) -> String {
        statement.plan.reads.keys.sorted().compactMap { name in
            guard let origin = planned.origins[name] else { return nil }
            return "\n  '\(name)' was made in \(origin.hasPrefix("line ") ? origin : "cell \(origin)")"
        }.joined()
    }
}
