/// What the names of files promise of sound and pictures; their content has the last word.
public enum MediaNames {
    /// Endings of movies.
    public static let movies: Set<String> = [
        "3gp", "asf", "avi", "dv", "f4v", "flv", "m2ts", "m4v", "mkv", "mov", "mp4", "mpeg", "mpg", "mts", "mxf", "ogm", "ogv",
        "rm", "ts", "vob", "webm", "wmv",
    ]

    /// Endings of sounds, whether they can be read or not.
    public static let sounds: Set<String> = [
        "wav", "wave", "aif", "aiff", "aifc", "flac", "ogg", "oga", "opus", "spx", "mp3", "mp2", "mpga", "au", "snd", "caf",
        "w64", "rf64", "sph", "nist", "voc", "m4a", "m4b", "aac", "wma", "mka", "wv", "tta", "ape", "mpc", "ac3", "eac3", "dts",
        "amr", "gsm", "ra",
    ]

    /// Endings of what is neither, whatever it holds: texts, tables, pictures, programs, archives, arrays.
    private static let others: Set<String> = [
        "txt", "md", "rst", "tex", "bib", "pdf", "doc", "docx", "odt", "rtf", "csv", "tsv", "xls", "xlsx", "ods", "ppt", "pptx",
        "json", "jsonl", "xml", "html", "htm", "css", "yaml", "yml", "toml", "ini", "cfg", "conf", "log", "lock", "srt", "vtt",
        "ass", "textgrid", "lab", "align", "trn", "wrd", "phn", "eaf", "trs", "ctm", "rttm", "stm", "mlf", "m3u", "cue", "png",
        "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "svg", "eps", "ico", "psd", "py", "pyc", "ipynb", "m", "r", "sh",
        "bat", "c", "h", "cpp", "hpp", "java", "js", "swift", "rs", "go", "lua", "pl", "rb", "zip", "gz", "bz2", "xz", "zst",
        "tar", "tgz", "7z", "rar", "npy", "npz", "safetensors", "pkl", "pickle", "pt", "pth", "ckpt", "onnx", "h5", "hdf5", "mat",
        "parquet", "arrow", "feather", "tfrecord", "db", "sqlite", "md5", "sha1", "sha256", "torrent", "ttf", "otf",
    ]

    /// What stands behind the last point of a path's file name, in lower case; nil where there is no point.
    public static func ending(of path: String) -> String? {
        let name = path.lastPathComponent.utf8
        guard let point = name.lastIndex(of: UInt8(ascii: ".")), point != name.startIndex else { return nil }
        return String(Substring(name[name.index(after: point)...])).lowercased()
    }

    public static func promisesMedia(_ path: String) -> Bool {
        ending(of: path).map { sounds.contains($0) || movies.contains($0) } ?? false
    }

    public static func promisesMovie(_ path: String) -> Bool { ending(of: path).map(movies.contains) ?? false }

    /// Whether it may be a sound or a movie: everything is that no other thing is called like.
    public static func mayBeMedia(_ path: String) -> Bool { ending(of: path).map { !others.contains($0) } ?? true }
}

extension String {
    /// What stands behind the last slash.
    package var lastPathComponent: String {
        String(self[(utf8.lastIndex(of: UInt8(ascii: "/")).map(utf8.index(after:)) ?? startIndex)...])
    }
}
