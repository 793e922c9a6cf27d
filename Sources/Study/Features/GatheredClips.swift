public import Datasets
public import Workplace

extension Workspace {
    /// The examples of a table's clips, files of the stage made again where they are gone. `part` says what they are for.
    ///
    /// - Throws: `NoExamples`, `ClipsChanged`.
    func gathered(
        _ table: ClipTable, _ frontEnd: FrontEnd, overlapping: Bool = false, for part: String? = nil
    ) throws -> GatheredExamples {
        let pass = FeaturePass(
            places: places, shelf: shelf, parallel: parallel, movies: movies, note: note,
            restore: { try restoreStage($0) })
        let gathered = try pass.examples(of: table, frontEnd, overlapping: overlapping)
        guard gathered.changed.isEmpty else { throw ClipsChanged(paths: gathered.changed) }
        if !isPart { context.noteCancelling(of: gathered.cancelling, among: table.clips.count, for: part) }
        if !isPart, let first = gathered.unreadable.first {
            let count = gathered.unreadable.count
            let clips = "\(count) clip\(count == 1 ? "" : "s")"
            let lack = gathered.unreadable.map(\.lack).shared
            let what = lack.map { "\(clips) \(count == 1 ? "has" : "have") no \($0)" } ?? "\(clips) could not be read"
            let example = first.reason.contains(first.path) ? first.reason : "\(first.path): \(first.reason)"
            let why = lack == nil ? " (\(example))" : ""
            note((part.map { "\($0): " } ?? "") + "\(what) and \(count == 1 ? "is" : "are") left out" + why)
        }
        return gathered
    }

    /// Makes all features of a table's clips, with one word about those that cannot be taken in.
    ///
    /// - Throws: `NoExamples`, `ClipsChanged`.
    public func prepare(_ table: ClipTable, _ frontEnd: FrontEnd) throws { _ = try gathered(table, frontEnd) }
}
