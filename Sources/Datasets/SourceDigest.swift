internal import Glibc
public import Session

extension Store {
    /// What stands for a source that lies at `path` and is named as `name`: a file's SHA-256; of a folder, one digest over
    /// its name and the files below it that a data set may be made of; of a file that may be named in place of its folder,
    /// such as a table, one over its name, itself and what lies beside it and it may name.
    ///
    /// What is made of a folder lists files below it, so the same files under another name are another source.
    ///
    /// - Throws: `FileFault`, with `onlyKnown` `NotHashedYet`, `Interrupted`.
    public func digest(ofSource name: String, at path: String, onlyKnown: Bool = false) throws -> Key {
        func named(_ content: Key) -> Key {
            let plain = String(name.reversed().drop { $0 == "/" }.reversed())
            return Key(digesting: "\(content)\n\(plain)".utf8)
        }
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            return named(try digest(ofFolder: path, onlyKnown: onlyKnown, counts: DatasetFiles.matters))
        }
        let own = try digest(ofFile: path, onlyKnown: onlyKnown)
        let (folder, file) = SourceFiles.parted(path)
        guard DatasetFiles.mayBeNamed(file) else { return own }
        let beside = try digest(ofFolder: folder, onlyKnown: onlyKnown, counts: DatasetFiles.mattersBesideList)
        return named(Key(digesting: "\(own)\n\(beside)".utf8))
    }
}
