use std::fmt;

use prometheus_client::encoding::{
    DescriptorEncoder, EncodeCounterValue, EncodeGaugeValue, EncodeLabelSet, NoLabelSet,
};
use prometheus_client::metrics::MetricType;

/// Writes values that are read at a scrape rather than kept.
pub(super) struct Samples<'a>(pub(super) DescriptorEncoder<'a>);

impl Samples<'_> {
    pub(super) fn gauge(
        &mut self,
        name: &str,
        help: &str,
        value: &impl EncodeGaugeValue,
    ) -> fmt::Result {
        let gauge = MetricType::Gauge;
        let mut metric = self.0.encode_descriptor(name, help, None, gauge)?;
        metric.encode_gauge(value)
    }

    /// One for each set of labels.
    pub(super) fn gauges<L: EncodeLabelSet>(
        &mut self,
        name: &str,
        help: &str,
        values: impl IntoIterator<Item = (L, impl EncodeGaugeValue)>,
    ) -> fmt::Result {
        let gauge = MetricType::Gauge;
        let mut metric = self.0.encode_descriptor(name, help, None, gauge)?;
        for (labels, value) in values {
            metric.encode_family(&labels)?.encode_gauge(&value)?;
        }
        Ok(())
    }

    /// The name goes without `_total`.
    pub(super) fn counter(
        &mut self,
        name: &str,
        help: &str,
        value: &impl EncodeCounterValue,
    ) -> fmt::Result {
        let counter = MetricType::Counter;
        let mut metric = self.0.encode_descriptor(name, help, None, counter)?;
        metric.encode_counter::<NoLabelSet, _, f64>(value, None)
    }

    /// One for each set of labels.
    pub(super) fn counters<L: EncodeLabelSet>(
        &mut self,
        name: &str,
        help: &str,
        values: impl IntoIterator<Item = (L, impl EncodeCounterValue)>,
    ) -> fmt::Result {
        let counter = MetricType::Counter;
        let mut metric = self.0.encode_descriptor(name, help, None, counter)?;
        for (labels, value) in values {
            let mut metric = metric.encode_family(&labels)?;
            metric.encode_counter::<NoLabelSet, _, f64>(&value, None)?;
        }
        Ok(())
    }
}
