import Datasets
import Networks
import Programs
import Workplace

extension Arguments {
    /// The examples of a table's clips, files of the stage made again where they are gone. `part` says what they are for.
    ///
    /// - Throws: `NoExamples`, `ClipsChanged`.
    func gathered(
        _ table: ClipTable, _ frontEnd: FrontEnd, overlapping: Bool = false, for part: String? = nil
    ) throws -> GatheredExamples {
        let pass = FeaturePass(
            places: context.places, shelf: shelf, parallel: context.parallel, movies: context.movies, note: context.note,
            restore: { try restoreStage($0) })
        let gathered = try pass.examples(of: table, frontEnd, overlapping: overlapping)
        guard gathered.changed.isEmpty else { throw ClipsChanged(paths: gathered.changed) }
        if !isPart { context.noteCancelling(of: gathered.cancelling, among: table.clips.count, for: part) }
        if !isPart, let first = gathered.unreadable.first {
            let count = gathered.unreadable.count
            let clips = "\(count) clip\(count == 1 ? "" : "s")"
            let lack = Lack(gathered.unreadable.map(\.reason))
            let what = lack.map { "\(clips) \(count == 1 ? "has" : "have") no \($0.rawValue)" } ?? "\(clips) could not be read"
            let example = first.reason.contains(first.path) ? first.reason : "\(first.path): \(first.reason)"
            let why = lack == nil ? " (\(example))" : ""
            context.note((part.map { "\($0): " } ?? "") + "\(what) and \(count == 1 ? "is" : "are") left out" + why)
        }
        return gathered
    }
}
