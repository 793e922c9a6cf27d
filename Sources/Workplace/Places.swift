import Foundation
public import Session
public import Tensors

/// Where a notebook's files are: its project, and the folders of data beside it.
public struct Places: Sendable {
    public let project: Project
    /// Looked through for what the project does not have: `$FOLEY_DATA`.
    public let dataFolders: [String]

    public init(project: Project, dataFolders: [String] = []) {
        self.project = project
        self.dataFolders = dataFolders
    }

    /// A file's path from the project's root; whole where it lies outside.
    public func name(_ path: String) -> String {
        (try? project.relative(path)) ?? path
    }

    /// Where the file is that a notebook reads as `path`: in the project, else in a data folder.
    public func source(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        if path.hasPrefix("~/") { return NSHomeDirectory() + path.dropFirst(1) }
        let roots = [project.root] + dataFolders
        func place(_ path: String, below root: String) -> String? {
            let place = root + "/" + path
            return FileManager.default.fileExists(atPath: place) ? place : nil
        }
        return roots.lazy.compactMap { place(path, below: $0) }.first
            ?? roots.lazy.compactMap { root in inOtherForm(path, below: root).map { root + "/" + $0 } }.first
            ?? project.root + "/" + path
    }

    /// Every name by which a notebook may read the file at an absolute path: those that `source` may lead there.
    public func names(of absolute: String) -> [String] {
        let home = NSHomeDirectory() + "/"
        let folders = ([project.root] + dataFolders).map { $0 + "/" }
        let relative = folders.filter(absolute.hasPrefix).map { String(absolute.dropFirst($0.count)) }
        return [absolute] + relative + (absolute.hasPrefix(home) ? ["~/" + absolute.dropFirst(home.count)] : [])
    }

    /// Whether a folder is there, symbolic links followed.
    public static func isFolder(_ absolute: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: absolute, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// Where a notebook may write `path`: in the project, once every symbolic link is resolved, and not in the folders
    /// that belong to the session or to version control.
    ///
    /// - Throws: `NoFileName`, `OutsideProject`, `ReservedPlace`.
    public func target(_ path: String) throws -> String {
        guard !path.isEmpty, !path.hasSuffix("/"), !path.contains("\0") else { throw NoFileName(path: path) }
        let absolute = try project.locate(path)
        guard absolute != project.root else { throw NoFileName(path: path) }
        let first = absolute.dropFirst(project.root.count + 1).split(separator: "/").first ?? ""
        guard first != ".foley", first != ".git" else { throw ReservedPlace(path: path, folder: String(first)) }
        return absolute
    }
}

extension Project {
    /// The nearest folder from `folder` upwards that holds `.foley`, `Package.swift` or `.git`, else `folder` itself.
    ///
    /// - Throws: `FileFault` where `folder` does not exist.
    public static func containing(_ folder: String) throws -> Project {
        let start = try Project(folder)
        var candidate = start.root
        while candidate != "/" {
            for mark in [".foley", "Package.swift", ".git"]
            where FileManager.default.fileExists(atPath: candidate + "/" + mark) {
                return try Project(candidate)
            }
            candidate = (candidate as NSString).deletingLastPathComponent
        }
        return start
    }
}

/// A path without a file name.
public struct NoFileName: Fault {
    var path: String

    public init(path: String) {
        self.path = path
    }
    public var cause: String { "'\(path)' does not name a file" }
    public var remedy: String? { "a path such as \"plots/figure.png\"" }
}

/// A path into a folder that is not the notebook's to write to.
struct ReservedPlace: Fault {
    var path: String
    var folder: String
    var cause: String { "'\(path)' lies in \(folder), which a notebook does not write to" }
    var remedy: String? { "a path such as \"plots/figure.png\"" }
}
