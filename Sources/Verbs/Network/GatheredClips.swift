import Datasets
import Networks

extension Arguments {
    /// The examples of a table's clips, files of the stage made again where they are gone.
    ///
    /// - Throws: `NoExamples`, `ClipsChanged`.
    func gathered(_ table: ClipTable, _ frontEnd: FrontEnd, overlapping: Bool = false) throws -> GatheredExamples {
        let pass = FeaturePass(
            places: context.places, shelf: shelf, parallel: context.parallel, movies: context.movies, note: context.note,
            restore: { try restoreStage($0) })
        let gathered = try pass.examples(of: table, frontEnd, overlapping: overlapping)
        guard gathered.changed.isEmpty else { throw ClipsChanged(paths: gathered.changed) }
        if !isPart, !gathered.unreadable.isEmpty {
            let (count, first) = (gathered.unreadable.count, gathered.unreadable[0])
            context.note(
                "\(count) clip\(count == 1 ? "" : "s") could not be read and \(count == 1 ? "is" : "are") left out"
                    + " (\(first.reason.contains(first.path) ? "" : "\(first.path): ")\(first.reason))")
        }
        return gathered
    }
}
