internal import Media

/// Which of the files below a folder a data set is made of, by their names.
public enum DatasetFiles {
    static func isTable(_ path: String) -> Bool { ["csv", "tsv"].contains(MediaNames.ending(of: path)) }

    /// Whether a file lies in the folder itself, given its path from there.
    static func isAtTop(_ path: String) -> Bool { !path.contains("/") }

    /// Numbers computed from the pictures of a clip.
    static func isFeatures(_ path: String) -> Bool { MediaNames.ending(of: path) == "npy" }

    /// Whether a file is called like a sound, a movie or features.
    static func promisesClip(_ path: String) -> Bool { MediaNames.promisesMedia(path) || isFeatures(path) }

    /// Whether a file counts for a data set that lies around it, given its path from the data set's folder.
    static func matters(_ path: String) -> Bool { Layouts.list(path) || mattersBesideList(path) }

    /// Whether it counts even where another file is named in place of the folder, which says alone what clips there are.
    static func mattersBesideList(_ path: String) -> Bool {
        MediaNames.mayBeMedia(path) || isFeatures(path) || Layouts.explain(path)
    }

    /// Whether a file may be named in place of its folder.
    static func mayBeNamed(_ path: String) -> Bool { Layouts.list(path.lastPathComponent) }

    /// The sounds and movies below a folder, and what may be one, by path from the folder.
    ///
    /// - Throws: `FileFault`, `Interrupted`.
    public static func media(below folder: String) throws -> [String] { try FileTree(folder).media }

    /// A file's name without its ending.
    static func stem(of path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        guard let point = name.lastIndex(of: "."), point != name.startIndex else { return String(name) }
        return String(name[..<point])
    }
}
