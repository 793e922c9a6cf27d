internal import Session
public import Workplace

extension Places {
    /// Makes sure that no symbolic link leads the stage's files out of the project; throws `OutsideProject`.
    public func guardStage(_ stage: Stage, _ kinds: [String]) throws {
        for kind in kinds { _ = try project.locate(stage.folder + "/" + kind) }
    }
}

extension Workspace {
    /// Makes again what is missing or altered of a data set that the stage made; nothing to do for any other. Whoever reads
    /// clips calls this first.
    ///
    /// - Throws: `StageChanged`, `OutsideProject`, `FileFault`, `MediaFault`.
    public func restoreStage(_ table: ClipTable) throws {
        guard let stage = table.stage else { return }
        try places.guardStage(stage, table.usedClasses)
        try Stage.restore(table, in: places.project.root, parallel: parallel, pool: movies) { paths in
            try shelf.digests(ofFiles: paths).map(\.description)
        }
    }
}
