import Glibc
import Tensors

/// The folder that all of a notebook's paths start from, and the border that its files do not cross.
public struct Project: Sendable, Hashable {
    /// Absolute, without symbolic links.
    public let root: String

    /// The project in an existing folder; throws `FileFault`.
    public init(_ folder: String) throws(FileFault) {
        guard let root = Disk.resolved(folder) else { throw FileFault("open folder", folder) }
        guard Disk.isFolder(root) else { throw FileFault("open folder", folder, code: ENOTDIR) }
        self.root = root
    }

    /// The absolute path, without symbolic links, of a file inside the project that may not exist yet; a relative
    /// `path` starts at the root. Throws `OutsideProject`.
    public func locate(_ path: String) throws(OutsideProject) -> String {
        let absolute = path.hasPrefix("/") ? path : root + "/" + path
        if let resolved = Disk.resolved(absolute) {
            guard contains(resolved) else { throw OutsideProject(path: path, project: root) }
            return resolved
        }
        var missing: [Substring] = []
        var parts = absolute.split(separator: "/")
        while let last = parts.popLast() {
            missing.append(last)
            guard let folder = Disk.resolved("/" + parts.joined(separator: "/")) else { continue }
            let located = (folder == "/" ? "" : folder) + missing.reversed().map { "/" + $0 }.joined()
            guard contains(located), !missing.contains(".."), !missing.contains(".") else { break }
            return located
        }
        throw OutsideProject(path: path, project: root)
    }

    /// The path of a file inside the project as it reads from the root.
    public func relative(_ path: String) throws(OutsideProject) -> String {
        let located = try locate(path)
        return located == root ? "." : String(located.dropFirst(root == "/" ? 1 : root.count + 1))
    }

    private func contains(_ path: String) -> Bool { path == root || root == "/" || path.hasPrefix(root + "/") }
}

/// A path that leads out of the project.
public struct OutsideProject: Fault, Equatable {
    public let path: String
    public let project: String
    public var cause: String { "'\(path)' lies outside the project '\(project)'" }
    public var remedy: String? { "name a file inside the project" }
}
