use argon2::Params;

/// The hash to compute beside one of the parameters `done`, so that both together take as long as one of `wanted`. `None`: that
/// one alone takes as long or longer.
///
/// The time of Argon2 on one thread is that of filling its memory, so many times as there are passes (RFC 9106, section
/// 3.1). Lanes do not matter.
pub(crate) fn missing_work(done: &Params, wanted: &Params) -> Option<Params> {
    let blocks = |params: &Params| u64::from(params.m_cost()) * u64::from(params.t_cost());
    let missing = blocks(wanted).checked_sub(blocks(done))?;
    let passes = missing.div_ceil(u64::from(wanted.m_cost()));
    let memory = missing.checked_div(passes)?;
    let (memory, passes) = (u32::try_from(memory).ok()?, u32::try_from(passes).ok()?);
    // Fewer blocks than Argon2 can have take no time that could be told.
    Params::new(memory, passes, 1, None).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(done: (u32, u32), wanted: (u32, u32)) -> Option<(u32, u32)> {
        let params = |(memory, passes)| Params::new(memory, passes, 1, None).unwrap();
        missing_work(&params(done), &params(wanted)).map(|it| (it.m_cost(), it.t_cost()))
    }

    #[test]
    fn a_cheaper_hash_is_made_up_for() {
        assert_eq!(missing((19_456, 2), (19_456, 32)), Some((19_456, 30)));
        assert_eq!(missing((19_456, 2), (65_536, 2)), Some((46_080, 2)));
        assert_eq!(missing((12_288, 3), (19_456, 2)), Some((2_048, 1)));
    }

    #[test]
    fn nothing_is_added_to_a_hash_of_the_same_cost_or_a_higher_one() {
        assert_eq!(missing((19_456, 2), (19_456, 2)), None);
        assert_eq!(missing((65_536, 3), (19_456, 2)), None);
        assert_eq!(missing((19_456, 2), (19_457, 2)), None);
    }
}
