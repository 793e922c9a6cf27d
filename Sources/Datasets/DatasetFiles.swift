internal import Media

/// Which of the files below a folder a data set is made of, by their names.
public enum DatasetFiles {
    public static func isTable(_ path: String) -> Bool { ["csv", "tsv"].contains(MediaNames.ending(of: path)) }

    /// Whether a text at the top of a data set says something of its clips: sentences, or the split.
    public static func isText(_ path: String) -> Bool {
        let name = path.lowercased()
        return name.hasSuffix(".txt") && ["captions", "sents", "annos", "annotations", "datasplit"].contains { name.contains($0) }
    }

    /// A table that says what the ids in others mean.
    public static func isKey(_ path: String) -> Bool {
        ["class_labels_indices.csv", "video_ids.csv"].contains(path) || path == ontology
    }

    /// The tree of AudioSet's classes.
    static let ontology = "ontology.json"

    /// When the words of a clip are spoken, as GRID has it.
    static func isAlignment(_ path: String) -> Bool { MediaNames.ending(of: path) == "align" }

    /// Numbers computed from the pictures of a clip.
    static func isFeatures(_ path: String) -> Bool { MediaNames.ending(of: path) == "npy" }

    /// Whether a file is called like a sound, a movie or features.
    static func promisesClip(_ path: String) -> Bool { MediaNames.promisesMedia(path) || isFeatures(path) }

    /// Whether a file counts for a data set that lies around it, given its path from the data set's folder.
    public static func matters(_ path: String) -> Bool {
        MediaNames.mayBeMedia(path) || isAlignment(path) || isFeatures(path)
            || !path.contains("/") && (isTable(path) || isText(path) || isKey(path))
    }

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
