import Language
import Session

/// What stands at one place of a call: an ingredient, or one for every element of a series.
struct Slot {
    var keys = SeriesKeys([])
    var ingredients: [Recipe.Ingredient]
    /// For errors: `'noisy'`, `each`.
    var label = ""
    var span: Span

    /// The ingredient for element `index` of a series over `all`.
    func ingredient(_ index: Int, in all: SeriesKeys) -> Recipe.Ingredient { ingredients[keys.index(index, in: all)] }
}

extension [Slot] {
    /// The keys of all slots, each once: the same key pairs up, others cross.
    ///
    /// - Throws: `Diagnostic` where a key has other values in another slot.
    func keys() throws -> SeriesKeys {
        var all = SeriesKeys([])
        var owners: [Slot] = []
        for slot in self {
            for key in slot.keys.keys {
                guard let index = all.names.firstIndex(of: key.name) else {
                    all.keys.append(key)
                    owners.append(slot)
                    continue
                }
                let other = all.keys[index].values
                guard other == key.values else {
                    let labels = [owners[index].label, slot.label].filter { !$0.isEmpty }
                    throw Diagnostic(
                        (labels.count == 2 ? "\(labels[0]) and \(labels[1])" : "two series here")
                            + " have other values of '\(key.name)': "
                            + "\(Scalar.list(other).display) and \(Scalar.list(key.values).display)",
                        at: slot.span, hint: "the same values in both pair up")
                }
            }
            guard all.count <= mostValues else {
                throw Diagnostic("the series has \(all.count) elements, more than \(mostValues)", at: slot.span)
            }
        }
        return all
    }
}
