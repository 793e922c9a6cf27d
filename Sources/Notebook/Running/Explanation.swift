import Language

extension OpenPage {
    /// An error that follows from another, with that one as its hint: at the prompt it may be long out of sight.
    func explained(_ consequence: Diagnostic, in source: String) -> Diagnostic {
        var (problem, text, origin) = (consequence, source, "")
        var names = environment
        // Every turn goes to a step further up.
        while problem.isConsequence {
            let (start, end) = (problem.span.start, problem.span.end)
            let name = String(decoding: text.utf8.prefix(end).dropFirst(start), as: UTF8.self)
            guard let definition = names[name], let step = program[definition.origin.id],
                let cause = step.problem
            else { return consequence }
            (problem, text, origin) = (cause, step.step.source, definition.origin.id)
            names = program.environment(above: step)
        }
        var explained = consequence
        if !origin.isEmpty { explained.hint = "\(origin): \(problem.message)" }
        return explained
    }
}
