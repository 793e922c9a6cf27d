import Language
import Programs
import Tensors
import Verbs
import Workplace

/// A cell or line that ended in an error; it changed no name and no file.
public struct StepFailure: Error, Sendable {
    public var step: String
    public var message: String
    /// Where it stands if it was Control-C, which is no error of the cell: `stopped in epoch 6 of 25`.
    public var stopped: String?
    public var isInterruption: Bool { stopped != nil }
    private var drawing: Drawing?
    /// Lines below the drawing: where the values came from that the statement reads.
    private var notes: [String] = []

    /// What the caret is drawn from.
    private struct Drawing {
        var diagnostic: Diagnostic
        var source: String
        var place: Place?
    }

    private init(step: String, message: String) {
        self.step = step
        self.message = message
    }

    /// The whole error as it is shown: message, place, source line, caret, hint; in a window of so many columns, if in one.
    public func rendered(width: Int? = nil) -> String {
        if let drawing {
            let head = render(drawing.diagnostic, source: drawing.source, place: drawing.place, width: width)
            return ([head] + notes).joined(separator: "\n")
        }
        let (head, indent) = isInterruption ? (message, 2) : ("error: \(message)", 7)
        guard let width else { return ([head] + notes).joined(separator: "\n") }
        let lines =
            wrapped(head, to: width, indent: indent)
            + notes.flatMap { wrapped(String($0.dropFirst(2)), to: width - 2, indent: 0).map { "  " + $0 } }
        return lines.joined(separator: "\n")
    }
}

extension StepFailure {
    /// A failure whose place in `planned`'s source is known.
    init(_ diagnostic: Diagnostic, in planned: PlannedStep, file: String?) {
        let step = planned.step
        self.init(step: step.id, message: diagnostic.message)
        let place = Place(
            file: step.isEdited ? nil : file, line: step.firstLine, cell: step.id + (step.isEdited ? " (edited)" : ""))
        drawing = Drawing(diagnostic: diagnostic, source: step.source, place: step.isLine ? nil : place)
    }

    /// A failure while statement `index` ran.
    init(_ error: any Error, statement index: Int, in planned: PlannedStep, file: String?) {
        if let stop = error as? Interrupted {
            let what = ([planned.step.isLine ? "the line" : "cell \(planned.step.id)"] + stop.parts).joined(separator: ", ")
            let stand = stop.stand.map { stand in "\(stand)" + (stop.way.map { ": \($0)" } ?? "") } ?? "changed nothing"
            self.init(step: planned.step.id, message: "interrupted: \(what) \(stand)")
            stopped = stop.stand ?? "stopped"
            return
        }
        let statement = planned.statements[index]
        var span = statement.statement.expression.span
        var fault: any Error = error
        var element = ""
        if let failure = error as? Evaluator.Failure {
            fault = failure.fault
            if let call = statement.plan.calls[failure.key] {
                element = call.element.isEmpty ? "" : "with \(call.element): "
                span = failure.fault.option.flatMap { call.options[$0] } ?? call.span
            }
        }
        let known = fault as? any Fault
        let diagnostic = Diagnostic(element + (known?.cause ?? "\(fault)"), at: span, hint: known?.remedy)
        self.init(
            fault is UnfitSlice ? statement.statement.explaining(slice: diagnostic) : diagnostic, in: planned, file: file)
        // Those that the caret stands under: another call's operands have no part in it.
        let named = statement.statement.expression.words(in: span)
        notes = statement.reads.intersection(named).sorted().compactMap { name in
            planned.origins[name].map { "  '\(name)' was made in \($0.words)" }
        }
    }

    /// A failure that no statement can be blamed for.
    init(_ fault: any Fault, in planned: PlannedStep) {
        self.init(step: planned.step.id, message: fault.cause)
        notes = [planned.step.isLine ? nil : "cell \(planned.step.id)", fault.remedy].compactMap { $0.map { "  \($0)" } }
    }

    /// A cell marked `fails` in which all went well.
    static func didNotFail(_ planned: PlannedStep) -> StepFailure {
        StepFailure(
            step: planned.step.id, message: "cell \(planned.step.id) is marked 'fails', and it did not fail")
    }
}
