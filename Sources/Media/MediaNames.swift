/// What the names of files promise of sound and pictures; their content has the last word.
public enum MediaNames {
    /// Endings of movies, which are read through libav.
    public static let movies: Set<String> = [
        "3gp", "avi", "flv", "m4v", "mkv", "mov", "mp4", "mpeg", "mpg", "ogv", "ts", "webm", "wmv",
    ]

    /// Endings of sounds, whether they can be read or not.
    public static let sounds: Set<String> = [
        "wav", "wave", "aif", "aiff", "aifc", "flac", "ogg", "oga", "opus", "mp3", "au", "snd", "caf", "w64", "rf64", "sph",
        "nist", "voc", "m4a", "aac", "wma",
    ]

    /// Endings of sounds that libav reads and libsndfile does not.
    private static let compressed: Set<String> = ["m4a", "aac", "wma"]

    /// What stands behind the last point of a path's file name, in lower case; nil where there is no point.
    public static func ending(of path: String) -> String? {
        let name = path.lastPathComponent
        guard let point = name.lastIndex(of: "."), point != name.startIndex else { return nil }
        return name[name.index(after: point)...].lowercased()
    }

    public static func promisesMedia(_ path: String) -> Bool {
        ending(of: path).map { sounds.contains($0) || movies.contains($0) } ?? false
    }

    /// A name without an ending promises nothing, but what it names may be a sound.
    public static func mayBeMedia(_ path: String) -> Bool { ending(of: path) == nil || promisesMedia(path) }

    /// Whether the file is opened as a `Movie`, though it may hold sound alone.
    public static func isForLibav(_ path: String) -> Bool {
        ending(of: path).map { movies.contains($0) || compressed.contains($0) } ?? false
    }
}

extension String {
    /// What stands behind the last slash.
    package var lastPathComponent: String { String(self[(lastIndex(of: "/").map(index(after:)) ?? startIndex)...]) }
}
