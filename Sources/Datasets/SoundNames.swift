/// Which files of a data set can be sounds, by name; their content has the last word.
public enum SoundNames {
    /// Endings that promise sound, whether it can be read or not.
    static let endings: Set<String> = [
        "wav", "wave", "aif", "aiff", "aifc", "flac", "ogg", "oga", "opus", "mp3", "au", "snd", "caf", "w64", "rf64", "sph",
        "nist", "voc", "m4a", "aac", "wma",
    ]

    /// Endings of tables.
    static let tables: Set<String> = ["csv", "tsv"]

    /// What stands behind the last point of a path's file name, in lower case; nil where there is no point.
    static func ending(of path: String) -> String? {
        let name = path.split(separator: "/").last ?? ""
        guard let point = name.lastIndex(of: "."), point != name.startIndex else { return nil }
        return name[name.index(after: point)...].lowercased()
    }

    static func promisesSound(_ path: String) -> Bool { ending(of: path).map(endings.contains) ?? false }

    /// A name without an ending promises nothing, but what it names may be a sound.
    static func mayBeSound(_ path: String) -> Bool { ending(of: path).map(endings.contains) ?? true }

    public static func isTable(_ path: String) -> Bool { ending(of: path).map(tables.contains) ?? false }

    /// Whether a file counts for a data set that lies around it, given its path from the data set's folder.
    public static func matters(_ path: String) -> Bool { mayBeSound(path) || isTable(path) && !path.contains("/") }
}
