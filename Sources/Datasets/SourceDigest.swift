internal import Foundation
public import Session
internal import Tensors
public import Workplace

extension Store {
    /// What stands for what a notebook names as `name`: a file's SHA-256; of a folder, one digest over its name and the
    /// sounds, movies and tables below it; of a table or a list of sentences, one over its name, itself and what lies beside
    /// it and it may name.
    ///
    /// What is made of a folder lists files below it, so the same files under another name are another source.
    public func digest(ofSource name: String, in places: Places, onlyKnown: Bool = false) throws -> Key {
        let path = places.source(name)
        func named(_ content: Key) -> Key {
            let plain = String(name.reversed().drop { $0 == "/" }.reversed())
            return Key(digesting: "\(content)\n\(plain)".utf8)
        }
        if Places.isFolder(path) { return named(try digest(ofFolder: path, onlyKnown: onlyKnown, counts: DatasetFiles.matters)) }
        let own = try digest(ofFile: path, onlyKnown: onlyKnown)
        let (folder, file) = ((path as NSString).deletingLastPathComponent, (path as NSString).lastPathComponent)
        guard DatasetFiles.mayBeNamed(file) else { return own }
        let beside = try digest(ofFolder: folder, onlyKnown: onlyKnown, counts: DatasetFiles.mattersBesideList)
        return named(Key(digesting: "\(own)\n\(beside)".utf8))
    }
}

extension Places {
    /// What stands for a file whose name counts as its content does: where a folder may be named, too, paths are part of what
    /// is made of it. Folders and tables are named by their digests already.
    public func identity(ofFile digest: Key, named path: String) -> Key {
        let isNamed = Places.isFolder(source(path)) || DatasetFiles.mayBeNamed(path)
        return isNamed ? digest : Key(digesting: "\(digest)\n\(path)".utf8)
    }
}
