internal import Session
public import Tensors
public import Workplace

extension Clip {
    /// Where the clip's file is, once it is certain that it still is the one that was listed.
    ///
    /// - Throws: `ClipsChanged`, `UnreadableFile`.
    public func checked(in places: Places, by shelf: Shelf) throws -> String {
        guard let absolute = try shelf.place(ofFile: path, digest: digest, in: places) else { throw ClipsChanged(paths: [path]) }
        return absolute
    }
}

extension Shelf {
    /// Where a file is, once it is certain that its content still has this digest; nil where it has changed.
    ///
    /// - Throws: `UnreadableFile`.
    public func place(ofFile path: String, digest: String, in places: Places) throws -> String? {
        let absolute = places.source(path)
        do { return try digests(ofFiles: [absolute])[0].description == digest ? absolute : nil } catch let fault as FileFault {
            throw UnreadableFile(path: path, code: fault.code)
        }
    }
}

/// Files that are no longer those that the data set was read from.
public struct ClipsChanged: Fault {
    public var paths: [String]

    public init(paths: [String]) { self.paths = paths }

    public var cause: String {
        "'\(paths[0])'\(paths.count > 1 ? " and \(paths.count - 1) more of the data set's files are" : " is") gone or changed since the data set was read"
    }
    public var remedy: String? { "run the cell that reads the data set again" }
}
